using System.Collections.Immutable;
using Actors.Checkpoints;
using Actors.Dispatch;
using Akka.Actor;
using Nas.Model.Methods;
using Nas.Model.Settings;

namespace Actors.Devices;

/// <summary>Turns the blobs that a task names into files that were verified.</summary>
internal sealed class JobPreparation(IActorRef checkpoints)
{
    /// <summary>A device works for one search for long, and reading its settings takes longer than many a message.</summary>
    private volatile OpenedSettings? _last;

    public async Task<object> PrepareAsync(Lease lease, DeviceTask task)
    {
        try
        {
            var settings = await ReadSettings(lease.SearchId, task.Settings);
            var weights = task.Weights is { } blob ? await Require(lease.SearchId, blob, "weights") : null;
            return new DeviceJob(lease, task, settings, weights, await Usable(lease.SearchId, task));
        }
#pragma warning disable CA1031 // Whatever goes wrong ends the job, not the device.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new JobFailed(lease.Token, FailureClassifier.Classify(e));
        }
    }

    /// <summary>No run makes them: whoever starts the search stores them.</summary>
    private async Task<SearchSettings> ReadSettings(string search, string blob)
    {
        if (_last is { } last && last.Blob == blob)
            return last.Settings;
        try
        {
            var settings = MethodSciences.Read(await File.ReadAllTextAsync(await Require(search, blob, "settings")));
            _last = new OpenedSettings(blob, settings);
            return settings;
        }
        catch (DamagedBlobException e)
        {
            throw new DataFaultException($"{e.Message}: give the same command again, which stores them anew", e);
        }
    }

    private async Task<string> Require(string search, string blob, string what) =>
        await Fetch(search, blob) switch
        {
            BlobFound found => found.Path,
            BlobDamaged => throw new DamagedBlobException($"the {what} {blob} are damaged"),
            _ => throw new DamagedBlobException($"the {what} {blob} are missing"),
        };

    private async Task<ImmutableArray<string>> Usable(string search, DeviceTask task)
    {
        if (task.Checkpoints.IsDefaultOrEmpty)
            return [];
        var answers = await Task.WhenAll(task.Checkpoints.Select(blob => Fetch(search, blob)));
        string[] paths = [.. answers.OfType<BlobFound>().Select(found => found.Path)];
        return paths.Length > 0 ? [.. paths] : throw new DamagedBlobException($"all {answers.Length} checkpoints are damaged or missing");
    }

    /// <summary>Fetches a blob. Always answered; hashing many gigabytes may take its time.</summary>
    private Task<BlobAnswer> Fetch(string search, string blob) =>
        checkpoints.Ask<BlobAnswer>(new FetchBlob(search, blob), Timeout.InfiniteTimeSpan);

    private sealed record OpenedSettings(string Blob, SearchSettings Settings);
}
