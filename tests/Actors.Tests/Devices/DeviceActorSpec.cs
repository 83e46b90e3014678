using System.Runtime.InteropServices;
using Actors.Checkpoints;
using Actors.Checkpoints.Buckets;
using Actors.Devices;
using Actors.Dispatch;
using Akka.Actor;
using Akka.Hosting;
using Akka.Hosting.TestKit;
using Akka.TestKit;
using Microsoft.Extensions.Time.Testing;
using Nas.Model.Execution;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;
using Testing;

namespace Actors.Tests.Devices;

[Trait("Kind", "Actor")]
[Trait("Length", "Long")]
public sealed class DeviceActorSpec : TestKit
{
    private const string Name = "host:1:0";

    private readonly TempFolder _folder = new();
    private readonly FakeRuntimeFactory _factory = new();
    private readonly FileBlobStore _store;
    private readonly string _settings;
    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TestProbe _dispatcher = null!;
    private TestProbe _search = null!;
    private IActorRef _device = null!;
    private long _token;

    public DeviceActorSpec()
    {
        _store = new(_folder.Path, TimeProvider.System);
        _settings = _store.PutText(SettingsJson.Text(FakeSettings.Tiny));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) =>
        builder.AddHocon(DeviceActor.ThreadConfig("test-device"), HoconAddMode.Prepend);

    protected override async Task BeforeTestStart()
    {
        await base.BeforeTestStart();
        (_dispatcher, _search) = (CreateTestProbe(), CreateTestProbe());
        var checkpoints = Sys.ActorOf(CheckpointActor.Props(_store));
        _device = Sys.ActorOf(
            DeviceActor.Props(
                new DeviceIdentity(Name, "cpu", "test-device"),
                new DevicePeers(_dispatcher, _search, checkpoints),
                _store,
                _factory,
                _time,
                new DeviceDeath(() => _died.TrySetResult())
            )
        );
        _dispatcher.IgnoreMessages<DeviceHere>(_ => true);
        _search.IgnoreMessages<TaskProgressed>(_ => true);
    }

    protected override async Task AfterAllAsync()
    {
        await base.AfterAllAsync();
        _folder.Dispose();
    }

    [Fact]
    public void A_training_run_reports_checkpoints_and_its_result_in_order_and_ends_the_lease_when_all_is_accepted()
    {
        var lease = Assign(Training("supernet/0", PhaseNames.Supernet, checkpointEvery: 4));

        Assert.Equal([4, 8], new[] { Accept<CheckpointStored>().Step, Accept<CheckpointStored>().Step });
        var finished = _search.ExpectMsg<TrainingFinished>(cancellationToken: Cancel);
        _dispatcher.ExpectNoMsg(TimeSpan.FromMilliseconds(100), Cancel);
        Confirm(finished);

        Assert.Equal(new LeaseEnded(Name, lease, Finished: true), _dispatcher.ExpectMsg<LeaseEnded>(cancellationToken: Cancel));
        Assert.Equal(StateAfter(PhaseNames.Supernet, 10), Read(finished.Blob));
        Assert.Equal(["test-accuracy"], finished.Measures!.Keys);
    }

    [Fact]
    public void A_run_that_goes_on_from_a_checkpoint_publishes_the_same_bits()
    {
        var checkpoint = _store.PutText($"8 {StateAfter(PhaseNames.Supernet, 8)}");
        Assign(Training("supernet/0", PhaseNames.Supernet, checkpointEvery: 4) with { Checkpoints = [checkpoint] });

        Assert.Equal(StateAfter(PhaseNames.Supernet, 10), Read(Accept<TrainingFinished>().Blob));
    }

    [Fact]
    public void Samples_are_reported_before_the_checkpoint_of_their_step()
    {
        Assign(Training("samples/0", PhaseNames.Samples, checkpointEvery: 5) with { Weights = _store.PutText("supernet") });

        var sample = Accept<SampleStored>();
        Assert.Equal((0, 5), (sample.Sample, sample.Step));
        Assert.Equal(5, Accept<CheckpointStored>().Step);
        sample = Accept<SampleStored>();
        Assert.Equal((1, 8), (sample.Sample, sample.Step));
        Accept<TrainingFinished>();
    }

    [Fact]
    public void The_newest_checkpoint_that_verifies_and_opens_is_used()
    {
        var damaged = _store.PutText("9 broken bytes");
        var altered = _store.PutText("7 x");
        File.WriteAllText(((BlobFound)_store.Find(altered)).Path, "8 something else");
        var good = _store.PutText($"4 {StateAfter(PhaseNames.Supernet, 4)}");
        Assign(Training("supernet/0", PhaseNames.Supernet, checkpointEvery: 100) with { Checkpoints = [altered, damaged, good] });

        Assert.Equal(StateAfter(PhaseNames.Supernet, 10), Read(Accept<TrainingFinished>().Blob));
    }

    [Fact]
    public void A_task_without_one_good_checkpoint_fails_as_damaged()
    {
        var lease = Assign(
            Training("supernet/0", PhaseNames.Supernet, checkpointEvery: 4) with
            {
                Checkpoints = [_store.PutText("no checkpoint at all")],
            }
        );

        var failed = Accept<TaskFailed>();
        Assert.Equal((TaskFailure.DamagedBlob, lease.Token), (failed.Failure, failed.Token));
        Assert.Equal(
            new LeaseEnded(Name, lease, Finished: false, failed.Failure, failed.Reason),
            _dispatcher.ExpectMsg<LeaseEnded>(cancellationToken: Cancel)
        );
    }

    [Fact]
    public void An_evaluation_is_scored_with_the_named_weights()
    {
        Assign(Evaluation("search/0@0", "0,1,2", _store.PutText("weights")));

        Assert.Equal(FakeRuntimeFactory.ScoreOf("0,1,2", "weights"), Assert.Single(Accept<EvaluationFinished>().Scores).Score);
        Assert.True(_dispatcher.ExpectMsg<LeaseEnded>(cancellationToken: Cancel).Finished);
    }

    [Fact]
    public void An_evaluation_with_smaller_minibatches_is_made_as_by_a_search_that_asks_for_them()
    {
        Assign(Evaluation("search/0@0", "0,1,2", _store.PutText("weights")) with { BatchDivisor = 2 });

        Assert.Equal(2, Accept<EvaluationFinished>().BatchDivisor);
        Assert.Equal(((StNasSettings)FakeSettings.Tiny.WithSmallerProxyBatches(2)).Proxy, _factory.Settings!.Proxy);
    }

    [Fact]
    public void Missing_weights_fail_the_task_and_the_device_takes_the_next()
    {
        Assign(Evaluation("search/0@0", "0", new string('0', 64)));
        Assert.Equal(TaskFailure.DamagedBlob, Accept<TaskFailed>().Failure);
        _dispatcher.ExpectMsg<LeaseEnded>(cancellationToken: Cancel);

        Assign(Evaluation("search/1@0", "1", _store.PutText("weights")));
        Accept<EvaluationFinished>();
    }

    [Fact]
    public void Missing_settings_are_no_fault_of_the_weights_and_can_be_mended_by_starting_again()
    {
        Assign(Evaluation("search/0@0", "0", _store.PutText("weights")) with { Settings = new string('0', 64) });

        var failed = Accept<TaskFailed>();
        Assert.Equal(TaskFailure.DataFault, failed.Failure);
        Assert.EndsWith("are missing: give the same command again, which stores them anew", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_in_the_work_is_told_the_runtime_is_opened_anew_and_the_device_lives()
    {
        _factory.Before = place =>
        {
            if (place == "search:bad")
                throw new InvalidOperationException("odd shape\nmore");
        };
        var weights = _store.PutText("weights");
        Assign(Evaluation("search/0@0", "bad", weights));
        var failed = Accept<TaskFailed>();
        Assert.Equal((TaskFailure.Error, "InvalidOperationException: odd shape"), (failed.Failure, failed.Reason));
        _dispatcher.ExpectMsg<LeaseEnded>(cancellationToken: Cancel);

        Assign(Evaluation("search/1@0", "good", weights));
        Accept<EvaluationFinished>();
        Assert.Equal((2, 1), (_factory.Opened, _factory.Disposed));
    }

    [Fact]
    public void A_runtime_that_cannot_even_be_closed_after_a_failure_holds_up_nobody()
    {
        _factory.Before = place =>
        {
            if (place is "search:bad" or "dispose")
                throw new InvalidOperationException(place);
        };
        var weights = _store.PutText("weights");
        Assign(Evaluation("search/0@0", "bad", weights));
        Assert.Equal("InvalidOperationException: search:bad", Accept<TaskFailed>().Reason);
        _dispatcher.ExpectMsg<LeaseEnded>(cancellationToken: Cancel);

        Assign(Evaluation("search/1@0", "good", weights));
        Accept<EvaluationFinished>();
        Assert.Equal((2, 1), (_factory.Opened, _factory.Disposed));
    }

    [Fact]
    public void A_loss_that_is_no_number_fails_the_task()
    {
        _factory.LossOverride = () => double.NaN;
        Assign(Training("supernet/0", PhaseNames.Supernet, checkpointEvery: 4));
        Assert.Equal(TaskFailure.NotANumber, Accept<TaskFailed>().Failure);
    }

    [Fact]
    public void A_measure_that_is_no_number_fails_the_task()
    {
        _factory.MeasureOverride = () => double.PositiveInfinity;
        Assign(Training("supernet/0", PhaseNames.Supernet, checkpointEvery: 100));

        var failed = Accept<TaskFailed>();
        Assert.Equal((TaskFailure.NotANumber, "supernet/0: its test-accuracy is Infinity."), (failed.Failure, failed.Reason));
    }

    [Fact]
    public void A_disk_that_cannot_be_written_is_told_as_such()
    {
        _factory.Before = place =>
        {
            if (place == "supernet/0#write")
                throw new IOException("No space left on device");
        };
        Assign(Training("supernet/0", PhaseNames.Supernet, checkpointEvery: 4));

        var failed = Accept<TaskFailed>();
        Assert.Equal(TaskFailure.StoreUnwritable, failed.Failure);
        Assert.Contains("No space left on device", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revoked_run_saves_where_it_is_and_goes_on_from_there_elsewhere()
    {
        using var hold = new Hold(_factory, "supernet/0#6");
        var lease = Assign(Endless());
        await hold.Reached;
        _device.Tell(new RevokeLease(lease, SaveCheckpoint: true), _dispatcher);
        hold.Release();

        var saved = Accept<CheckpointStored>();
        Assert.True(saved.Step >= 6);
        Assert.Equal($"{saved.Step} {StateAfter(PhaseNames.Supernet, saved.Step)}", Read(saved.Blob));
        Assert.Equal(new LeaseEnded(Name, lease, Finished: false), _dispatcher.ExpectMsg<LeaseEnded>(cancellationToken: Cancel));
    }

    [Fact]
    public async Task A_withdrawn_task_is_dropped_without_a_report()
    {
        using var hold = new Hold(_factory, "supernet/0#6");
        var lease = Assign(Endless());
        await hold.Reached;
        _device.Tell(new RevokeLease(lease, SaveCheckpoint: false), _dispatcher);
        hold.Release();

        Assert.False(_dispatcher.ExpectMsg<LeaseEnded>(cancellationToken: Cancel).Finished);
        _search.ExpectNoMsg(TimeSpan.FromMilliseconds(100), Cancel);
    }

    [Fact]
    public async Task Heartbeats_name_the_lease_while_the_thread_is_busy()
    {
        using var hold = new Hold(_factory, "supernet/0#1");
        var lease = Assign(Training("supernet/0", PhaseNames.Supernet, checkpointEvery: 4));
        await hold.Reached;

        _dispatcher.IgnoreNoMessages();
        _dispatcher.FishForMessage<DeviceHere>(here => here == new DeviceHere(Name, "cpu", lease), cancellationToken: Cancel);
    }

    [Fact]
    public async Task A_device_whose_thread_hangs_says_so_instead_of_its_heartbeat_and_ends_its_process()
    {
        using var hold = new Hold(_factory, "search:0");
        Assign(Evaluation("search/0@0", "0", _store.PutText("weights")));
        await hold.Reached;
        _time.Advance(TimeSpan.FromMinutes(FakeSettings.Tiny.Devices.StuckAfter));

        var last = _dispatcher.ExpectMsg<DeviceGivesUp>(cancellationToken: Cancel);
        Assert.Equal(new DeviceGivesUp(Name, TaskFailure.Stuck, "no progress for 60 minutes"), last);
        _dispatcher.IgnoreNoMessages();
        Assert.Equal(last, _dispatcher.ExpectMsg<DeviceGivesUp>(cancellationToken: Cancel));
        await _died.Task.WaitAsync(Cancel);
    }

    [Fact]
    public async Task A_device_that_makes_progress_or_waits_for_the_search_is_not_stuck_however_long_it_takes()
    {
        using var hold = new Hold(_factory, "supernet/0#5");
        Assign(Training("supernet/0", PhaseNames.Supernet, checkpointEvery: 4));
        await hold.Reached;
        _time.Advance(TimeSpan.FromMinutes(FakeSettings.Tiny.Devices.StuckAfter) - TimeSpan.FromSeconds(1));
        hold.Release();
        Accept<CheckpointStored>();
        Accept<CheckpointStored>();
        var finished = _search.ExpectMsg<TrainingFinished>(cancellationToken: Cancel);
        _time.Advance(TimeSpan.FromDays(1));
        _dispatcher.ExpectNoMsg(TimeSpan.FromSeconds(1.5), Cancel);
        Confirm(finished);

        Assert.True(_dispatcher.ExpectMsg<LeaseEnded>(cancellationToken: Cancel).Finished);
        Assert.False(_died.Task.IsCompleted);
    }

    [Fact]
    public async Task A_device_whose_blobs_wait_for_the_bucket_is_not_stuck()
    {
        using var hold = new Hold(_factory, "search:0");
        Assign(Evaluation("search/0@0", "0", _store.PutText("weights")));
        await hold.Reached;
        _time.Advance(TimeSpan.FromMinutes(FakeSettings.Tiny.Devices.StuckAfter) - TimeSpan.FromSeconds(1));
        Sys.EventStream.Publish(new BucketAtWork());
        _dispatcher.ExpectNoMsg(TimeSpan.FromSeconds(0.5), Cancel);
        _time.Advance(TimeSpan.FromMinutes(1));

        _dispatcher.ExpectNoMsg(TimeSpan.FromSeconds(1.5), Cancel);
        Assert.False(_died.Task.IsCompleted);
    }

    [Fact]
    public async Task Heartbeats_say_why_blobs_wait_for_the_bucket_until_nothing_is_heard_of_that_any_more()
    {
        using var hold = new Hold(_factory, "search:0");
        var lease = Assign(Evaluation("search/0@0", "0", _store.PutText("weights")));
        await hold.Reached;
        _dispatcher.IgnoreNoMessages();
        Sys.EventStream.Publish(new BucketAtWork("the bucket is away"));
        Sys.EventStream.Publish(new BucketAtWork());

        _dispatcher.FishForMessage<DeviceHere>(
            here => here == new DeviceHere(Name, "cpu", lease, Trouble: "the bucket is away"),
            cancellationToken: Cancel
        );
        _time.Advance(2 * BucketActor.BetweenSigns);
        _dispatcher.FishForMessage<DeviceHere>(here => here == new DeviceHere(Name, "cpu", lease), cancellationToken: Cancel);
    }

    [Fact]
    public async Task After_an_error_of_CUDA_the_process_ends_before_it_spoils_another_task()
    {
        _factory.Before = _ => throw new ExternalException("CUDA error: device-side assert triggered\nmore");
        Assign(Evaluation("search/0@0", "0", _store.PutText("weights")));

        Assert.Equal(
            new DeviceGivesUp(Name, TaskFailure.DeviceFault, "CUDA error: device-side assert triggered"),
            _dispatcher.ExpectMsg<DeviceGivesUp>(cancellationToken: Cancel)
        );
        await _died.Task.WaitAsync(Cancel);
    }

    [Fact]
    public void A_report_is_repeated_until_it_is_accepted_and_a_lost_end_of_a_lease_is_told_again()
    {
        var lease = Assign(Evaluation("search/0@0", "0", _store.PutText("weights")));
        var first = _search.ExpectMsg<EvaluationFinished>(cancellationToken: Cancel);
        var second = _search.ExpectMsg<EvaluationFinished>(TimeSpan.FromSeconds(10), cancellationToken: Cancel);
        Assert.Equal(first, second);
        Confirm(second);
        var ended = _dispatcher.ExpectMsg<LeaseEnded>(cancellationToken: Cancel);

        _device.Tell(new AssignTask(lease, Evaluation("search/0@0", "0", "")), _dispatcher);
        Assert.Equal(ended, _dispatcher.ExpectMsg<LeaseEnded>(cancellationToken: Cancel));
    }

    [Fact]
    public async Task All_work_of_a_device_is_done_on_one_thread_and_the_runtime_is_closed_there()
    {
        var weights = _store.PutText("weights");
        Assign(Evaluation("search/0@0", "0", weights));
        Accept<EvaluationFinished>();
        _dispatcher.ExpectMsg<LeaseEnded>(cancellationToken: Cancel);
        Assign(Training("supernet/0", PhaseNames.Supernet, checkpointEvery: 100));
        Accept<TrainingFinished>();
        await _device.GracefulStop(TimeSpan.FromSeconds(10));

        Assert.Single(_factory.Threads);
        Assert.Equal((1, 1), (_factory.Opened, _factory.Disposed));
    }

    /// <summary>A run so long that a wish to stop overtakes its end, however fast its steps are.</summary>
    private DeviceTask Endless()
    {
        var settings = FakeSettings.Tiny with { Supernet = FakeSettings.Tiny.Supernet with { Steps = 100_000_000 } };
        return Training("supernet/0", PhaseNames.Supernet, checkpointEvery: 100_000_000) with
        {
            Settings = _store.PutText(SettingsJson.Text(settings)),
        };
    }

    private DeviceTask Training(string id, string phase, int checkpointEvery) =>
        new(id, DeviceTaskKind.Train, _settings, phase, 0, null, null, [], checkpointEvery, 0);

    private DeviceTask Evaluation(string id, string architecture, string weights) =>
        new(id, DeviceTaskKind.Evaluate, _settings, PhaseNames.Search, 0, null, weights, [], 0, 0, [architecture]);

    private Lease Assign(DeviceTask task)
    {
        var lease = new Lease("s", task.Id, ++_token);
        _device.Tell(new AssignTask(lease, task), _dispatcher);
        return lease;
    }

    private T Accept<T>()
        where T : ITaskReport
    {
        var report = _search.ExpectMsg<T>(cancellationToken: Cancel);
        Confirm(report);
        return report;
    }

    private void Confirm(ITaskReport report) =>
        _device.Tell(new ReportAccepted(report.SearchId, report.TaskId, ReportKey.Of(report)), _search);

    private string Read(string blob) => File.ReadAllText(((BlobFound)_store.Find(blob)).Path);

    private static string StateAfter(string phase, int steps) =>
        FakeRuntimeFactory.StateAfter(FakeSettings.Tiny, new TrainingTask(phase, 0, null, null, null), null, steps);

    /// <summary>Holds the runtime at one place until released.</summary>
    private sealed class Hold : IDisposable
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _released = new();

        public Hold(FakeRuntimeFactory factory, string place) =>
            factory.Before = here =>
            {
                if (here != place)
                    return;
                _reached.TrySetResult();
                _released.Wait(TestContext.Current.CancellationToken);
            };

        public Task Reached => _reached.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        public void Release() => _released.Set();

        public void Dispose() => Release();
    }
}
