using System.Collections.Immutable;
using Nas.Model.Arithmetic;
using Nas.Model.Data;
using Nas.Model.Execution;
using Nas.Model.Methods.BlackBox;
using Nas.Model.Methods.CrNas;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Methods.StNas;
using Nas.Model.Plugins;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using TorchSharp;

namespace Nas.Model.Methods;

/// <summary>Opens the runtime of a search's method on the calling thread, with the search's device and threads.</summary>
/// <param name="warn">Told what is not as it should be, in a sentence.</param>
/// <param name="hear">Told what evaluator commands write to their standard error, on any thread.</param>
/// <param name="keeper">Program that keeps evaluator commands: see <see cref="CommandKeeping"/>; null: there is none.</param>
/// <param name="at">See <see cref="CheckedLayers"/>.</param>
public sealed class SearchRuntimeFactory(Action<string>? warn = null, Action<string>? hear = null, string? keeper = null, Action<string?>? at = null) : ISearchRuntimeFactory
{
    private static readonly Lock Heap = new();
    private static bool _heapTuned;

    private readonly CheckedLayers _layers = new(at);

    /// <exception cref="UserException">The data, the space or the constraint cannot be used, or the device computes wrong.</exception>
    /// <exception cref="DeviceMissingException">There is no such device.</exception>
    public ISearchRuntime Open(SearchSettings settings)
    {
        TuneHeapOnce();
        return settings switch
        {
            StNasSettings stNas => new StNasRuntime(ContextOf(stNas)),
            FidelitySettings study => new StudyRuntime(study, ContextOf),
            CrNasSettings crNas => OpenCrNas(crNas),
            BlackBoxSettings blackBox => new BlackBoxRuntime(blackBox, keeper, hear ?? (_ => { })),
            _ => throw new UserException($"method is '{settings.Method}': this version has no runtime for it."),
        };
    }

    private CrNasRuntime OpenCrNas(CrNasSettings settings)
    {
        var devices = OpenDevices(settings);
        return new CrNasRuntime(settings, own =>
        {
            var context = CrNasRuntime.ContextOf(own, devices);
            _layers.Require(LayerShapes.Of(context), context.Device);
            return context;
        });
    }

    private RunContext ContextOf(StNasSettings settings)
    {
        if (PluginRegistry.Find<IImageSet>(settings.Data.Name) is { } plugin) PluginRegistry.RequireSame(plugin, settings.Plugins);
        var space = SearchSpaces.Open(settings.Space, settings.Plugins);
        var data = DataCatalog.Open(settings.Data, settings.Seed);
        ImageFit.Require(settings.Space, space, data.Train);
        var range = settings.Constraint.Madds is { } madds ? new CostRange(madds[0], madds[1]) : CostRange.Any;
        var context = new RunContext(settings, space, new ConstrainedSpace(space, range).RequireFeasible(), data, OpenDevice(settings.Devices));
        _layers.Require(LayerShapes.Of(space), context.Device);
        return context;
    }

    private ImmutableArray<torch.Device> OpenDevices(CrNasSettings settings)
    {
        var (first, shards) = (OpenDevice(settings.Devices), settings.Detector.Shards);
        if (first.type != DeviceType.CUDA || shards == 1) return [first];
        var found = torch.cuda.device_count();
        if (found < shards) warn?.Invoke($"detector.shards is {shards}, and this process has {found} CUDA devices: shards share them, which is slower and changes no result.");
        return [first, .. Enumerable.Range(1, Math.Min(found, shards) - 1).Select(index => new torch.Device(DeviceType.CUDA, index))];
    }

    private static torch.Device OpenDevice(DeviceSettings settings)
    {
        if (settings.Kind == "cuda")
        {
            if (!torch.cuda.is_available())
            {
                var visible = Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES") is { } list ? $" (CUDA_VISIBLE_DEVICES is '{list}')" : "";
                throw new DeviceMissingException($"devices.kind is cuda, but this process finds no CUDA device{visible}: set devices.kind to cpu, or see `langevin doctor`.");
            }
            // TF32 would round the products of convolutions to ten bits.
            torch.backends.cuda.matmul.allow_tf32 = false;
            torch.backends.cudnn.allow_tf32 = false;
            return torch.CUDA;
        }
        torch.set_num_threads(settings.Threads);
        return torch.CPU;
    }

    private static void TuneHeapOnce()
    {
        lock (Heap)
        {
            if (!_heapTuned) HeapTuning.KeepFreedMemory();
            _heapTuned = true;
        }
    }
}
