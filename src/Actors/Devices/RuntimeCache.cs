using Nas.Model;
using Nas.Model.Execution;
using Nas.Model.Settings;

namespace Actors.Devices;

/// <summary>The runtime of the search that the device works for now, kept between its jobs. Lives on the device's thread.</summary>
internal sealed class RuntimeCache(ISearchRuntimeFactory factory) : IDisposable
{
    private (string Settings, ISearchRuntime Runtime)? _open;

    /// <param name="blob">Names the settings.</param>
    /// <param name="settings">Settings that the blob holds.</param>
    /// <param name="batchDivisor">
    /// Divisor of the proxy's minibatches, which are so many times smaller than the settings say; 0: as they say.
    /// </param>
    /// <exception cref="DataFaultException">The search's data or settings cannot be used here.</exception>
    public ISearchRuntime Get(string blob, SearchSettings settings, int batchDivisor = 0)
    {
        var key = $"{blob}/{batchDivisor}";
        if (_open is { } open && open.Settings == key)
            return open.Runtime;
        // One at a time: two searches' networks and data may not fit.
        Close();
        try
        {
            var runtime = factory.Open(batchDivisor > 1 ? settings.WithSmallerProxyBatches(batchDivisor) : settings);
            _open = (key, runtime);
            return runtime;
        }
        catch (UserException e)
        {
            throw new DataFaultException(e.Message, e);
        }
    }

    /// <summary>Closes the runtime: after a failure nobody knows what state it is in, or how much memory it holds.</summary>
    public void Close()
    {
        var open = _open;
        _open = null;
        open?.Runtime.Dispose();
    }

    public void Dispose() => Close();
}
