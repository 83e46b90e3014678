using System.Collections.Immutable;

namespace Actors.Simulation.Checking;

/// <summary>Follows a trace from its beginning and finds where a promise was not kept. It believes nothing but the trace.</summary>
/// <param name="undisturbed">Histories of the undisturbed searches; null: there is nothing to compare with.</param>
/// <param name="devices">Number of devices at a time.</param>
public sealed class HistoryChecker(IReadOnlyDictionary<string, string>? undisturbed, int devices)
{
    private const int MessagesPerDevice = 50,
        MessagesInAnyCase = 10_000;

    private readonly ImmutableArray<Violation>.Builder _violations = ImmutableArray.CreateBuilder<Violation>();
    private readonly Dictionary<string, CheckedSearch> _searches = [];
    private readonly Dictionary<string, Dispatch.Lease> _leases = [];
    private int _mostWanted;

    public ImmutableArray<Violation> Violations => _violations.ToImmutable();

    public void See(TraceEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        switch (entry)
        {
            case EventAppended appended:
                Of(appended.Search).Append(appended);
                _mostWanted = Math.Max(_mostWanted, _searches.Values.Sum(search => search.Wanted));
                break;
            case ReportConfirmed confirmed:
                Of(confirmed.Search).Confirm(confirmed);
                break;
            case ProgressShown shown:
                Of(shown.Search).Show(shown);
                break;
            case TaskFaulted faulted:
                Of(faulted.Search).Fault(faulted);
                break;
            case LeaseBegan began:
                Begin(began);
                break;
            case LeaseOver over:
                End(over);
                break;
            case LoadSeen load:
                Weigh(load);
                break;
            case SearchEnded ended:
                Compare(ended);
                break;
        }
    }

    private CheckedSearch Of(string search)
    {
        if (!_searches.TryGetValue(search, out var known))
            _searches[search] = known = new CheckedSearch(Broken);
        return known;
    }

    private void Begin(LeaseBegan began)
    {
        if (_leases.TryGetValue(began.Device, out var held))
            Broken(began.At, Promise.LeasesEnd, $"{began.Device} took {began.Lease} while it held {held}");
        _leases[began.Device] = began.Lease;
    }

    private void End(LeaseOver over)
    {
        if (_leases.GetValueOrDefault(over.Device) != over.Lease)
            Broken(over.At, Promise.LeasesEnd, $"{over.Device} ended {over.Lease}, which it did not hold");
        _leases.Remove(over.Device);
    }

    /// <summary>Checks the load: tasks that were withdrawn or replaced may wait for a while beside those that are wanted.</summary>
    private void Weigh(LoadSeen load)
    {
        var reports = _searches.Values.Select(search => search.MostReports).DefaultIfEmpty().Max();
        if (load.Queued > 2 * _mostWanted)
            Broken(load.At, Promise.Bounded, $"{load.Queued} tasks wait, where searches ever wanted {_mostWanted} at a time");
        if (load.UnderWay > MessagesInAnyCase + (MessagesPerDevice * devices))
            Broken(load.At, Promise.Bounded, $"{load.UnderWay} messages are under way");
        if (load.Unreported > reports)
            Broken(load.At, Promise.Bounded, $"a device has {load.Unreported} reports waiting, where no task makes more than {reports}");
    }

    private void Compare(SearchEnded ended)
    {
        foreach (var (device, lease) in _leases)
            Broken(ended.At, Promise.LeasesEnd, $"{device} still holds {lease}");
        _leases.Clear();
        if (ended.History is null)
        {
            Broken(ended.At, Promise.Finishes, $"{ended.Search} did not finish");
            return;
        }
        if (undisturbed?.GetValueOrDefault(ended.Search) is not { } expected || expected == ended.History)
            return;
        Broken(ended.At, Promise.SameHistory, $"the history of {ended.Search} differs: {FirstDifference(expected, ended.History)}");
    }

    private static string FirstDifference(string expected, string actual)
    {
        var (left, right) = (expected.Split('\n'), actual.Split('\n'));
        var line = Enumerable
            .Range(0, Math.Max(left.Length, right.Length))
            .First(i => left.ElementAtOrDefault(i) != right.ElementAtOrDefault(i));
        return $"line {line + 1} is {right.ElementAtOrDefault(line) ?? "missing"} instead of {left.ElementAtOrDefault(line) ?? "nothing"}";
    }

    private void Broken(TimeSpan at, Promise promise, string what) => _violations.Add(new Violation(at, promise, what));
}
