using System.Collections.Immutable;
using Actors.Checkpoints;
using Actors.Dispatch;
using Akka.Actor;
using Nas.Model.Settings;

namespace Actors.Devices;

/// <summary>Turns the blobs that a task names into files that were verified.</summary>
internal static class JobPreparation
{
    public static async Task<object> PrepareAsync(IActorRef checkpoints, Lease lease, DeviceTask task)
    {
        try
        {
            var settings = await ReadSettings(checkpoints, lease.SearchId, task.Settings);
            var weights = task.Weights is { } blob ? await Require(checkpoints, lease.SearchId, blob, "weights") : null;
            return new DeviceJob(lease, task, settings, weights, await Usable(checkpoints, lease.SearchId, task));
        }
#pragma warning disable CA1031 // Whatever goes wrong ends the job, not the device.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new JobFailed(lease.Token, FailureClassifier.Classify(e));
        }
    }

    /// <summary>No run makes them: whoever starts the search stores them.</summary>
    private static async Task<SearchSettings> ReadSettings(IActorRef checkpoints, string search, string blob)
    {
        try
        {
            return SettingsJson.Read(await File.ReadAllTextAsync(await Require(checkpoints, search, blob, "settings")));
        }
        catch (DamagedBlobException e)
        {
            throw new DataFaultException($"{e.Message}: give the same command again, which stores them anew", e);
        }
    }

    private static async Task<string> Require(IActorRef checkpoints, string search, string blob, string what) => await Fetch(checkpoints, search, blob) switch
    {
        BlobFound found => found.Path,
        BlobDamaged => throw new DamagedBlobException($"the {what} {blob} are damaged"),
        _ => throw new DamagedBlobException($"the {what} {blob} are missing"),
    };

    private static async Task<ImmutableArray<string>> Usable(IActorRef checkpoints, string search, DeviceTask task)
    {
        if (task.Checkpoints.IsDefaultOrEmpty) return [];
        var answers = await Task.WhenAll(task.Checkpoints.Select(blob => Fetch(checkpoints, search, blob)));
        string[] paths = [.. answers.OfType<BlobFound>().Select(found => found.Path)];
        return paths.Length > 0 ? [.. paths] : throw new DamagedBlobException($"all {answers.Length} checkpoints are damaged or missing");
    }

    /// <summary>Always answered; hashing many gigabytes may take its time.</summary>
    private static Task<BlobAnswer> Fetch(IActorRef checkpoints, string search, string blob) =>
        checkpoints.Ask<BlobAnswer>(new FetchBlob(search, blob), Timeout.InfiniteTimeSpan);
}
