using Actors.Devices.Jobs;
using Actors.Dispatch;

namespace Actors.Tests.Devices.Jobs;

public class PendingFilesTests
{
    [Fact]
    public void Reports_come_in_the_order_of_writing_whichever_file_is_stored_first()
    {
        var pending = new PendingFiles();
        pending.Add("sample", blob => new SampleStored("s", "t", 0, 5, blob));
        pending.Add("checkpoint", blob => new CheckpointStored("s", "t", 5, blob));

        Assert.Empty(pending.Stored("checkpoint", "b"));
        Assert.Equal([new SampleStored("s", "t", 0, 5, "a"), new CheckpointStored("s", "t", 5, "b")], pending.Stored("sample", "a"));
        Assert.Equal(0, pending.Count);
    }
}
