using Actors.Dispatch;

namespace Actors.Devices.Jobs;

/// <summary>
/// Files that a run wrote and the store takes in meanwhile. What they mean is reported in the order in which they were written.
/// </summary>
internal sealed class PendingFiles
{
    private readonly List<(string Path, Func<string, ITaskReport> Report, string? Blob)> _files = [];

    public int Count => _files.Count;

    public void Add(string path, Func<string, ITaskReport> report) => _files.Add((path, report, null));

    /// <returns>The reports that are due now, in order.</returns>
    public IReadOnlyList<ITaskReport> Stored(string path, string blob)
    {
        var index = _files.FindIndex(file => file.Path == path);
        if (index >= 0)
            _files[index] = _files[index] with { Blob = blob };
        var ready = _files.TakeWhile(file => file.Blob is not null).Select(file => file.Report(file.Blob!)).ToList();
        _files.RemoveRange(0, ready.Count);
        return ready;
    }
}
