using Nas.Model.Arithmetic;
using Nas.Model.Execution;
using Nas.Model.Methods.Shared;
using Nas.Model.Settings;

namespace Nas.Model.Methods;

/// <summary>Opens the runtime of a search's method on the calling thread, with the search's device and threads.</summary>
/// <param name="warn">Receives a sentence on each thing that is not as it should be.</param>
/// <param name="hear">Receives what evaluator commands write to their standard error, on any thread.</param>
/// <param name="keeper">Program that keeps evaluator commands; null: there is none.</param>
/// <param name="at">Receives what is about to be tried: see <see cref="CheckedLayers"/>.</param>
public sealed class SearchRuntimeFactory(
    Action<string>? warn = null,
    Action<string>? hear = null,
    string? keeper = null,
    Action<string?>? at = null
) : ISearchRuntimeFactory
{
    private static readonly Lock Heap = new();
    private static bool _heapTuned;

    private readonly RuntimeMeans _means = new(warn ?? (_ => { }), hear ?? (_ => { }), keeper, new CheckedLayers(at));

    /// <exception cref="UserException">The data, the space or the constraint cannot be used, or the device computes wrong.</exception>
    /// <exception cref="DeviceMissingException">There is no such device.</exception>
    public ISearchRuntime Open(SearchSettings settings)
    {
        TuneHeapOnce();
        return MethodSciences.Of(settings).Open(settings, _means);
    }

    private static void TuneHeapOnce()
    {
        lock (Heap)
        {
            if (!_heapTuned)
                HeapTuning.KeepFreedMemory();
            _heapTuned = true;
        }
    }
}
