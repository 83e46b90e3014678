using Actors.Dispatch;
using Actors.Search;
using Actors.Serialization;
using Actors.Tests.Search;
using Testing;

namespace Actors.Tests.Serialization;

/// <summary>Not a test: records this version's journal when LANGEVIN_RECORD_GOLDEN names it (<c>0.1.0</c>).</summary>
public class GoldenRecorder
{
    [Fact]
    public void Records_a_journal_with_every_kind_of_event_when_asked_to()
    {
        var version = Environment.GetEnvironmentVariable("LANGEVIN_RECORD_GOLDEN");
        Assert.SkipWhen(version is null, "LANGEVIN_RECORD_GOLDEN does not name a version to record");

        var settings = TestSearches.Settings(candidates: 5, window: 2);
        var rig = new SearchRig(settings);
        rig.Report(new TaskFailed(rig.Id, "supernet/0", TaskFailure.Error, "no luck", "device-1", Token: 1));
        rig.Report(new CheckpointStored(rig.Id, "supernet/0", 10, "not a blob"));
        rig.Report(new TaskFailed(rig.Id, "supernet/0", TaskFailure.DamagedBlob, "the checkpoint is damaged", "device-1", Token: 2));
        rig.Report(new TaskFailed(rig.Id, "supernet/0", TaskFailure.DataFault, "the data cannot be read", "device-1", Token: 3));
        rig.Resume();
        rig.Suspend();
        rig.Resume();
        rig.RunTo("search");
        for (var token = 10; token < 13; token++)
        {
            rig.Report(new TaskFailed(rig.Id, "search/0@0", TaskFailure.NativeCrash, "the process died", "device-1", token));
        }
        rig.RunTo("chain-search");
        rig.EndProposals("chain-search");
        rig.RunToEnd();

        var path = Path.Combine(TestData.Repository, "tests", "Golden", $"journal-{version}.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllLines(path, rig.Journal.Select(e => $"{WireTypes.ManifestOf(e)} {Convert.ToBase64String(WireTypes.Write(e))}"));
        File.WriteAllText(Path.ChangeExtension(path, ".history"), rig.History(verbose: true) + "\n");
        Assert.Equal(SearchStatus.Completed, rig.State.Status);
    }
}
