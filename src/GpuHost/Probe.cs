using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text.Json;
using TorchSharp;

namespace GpuHost;

/// <summary>
/// Loads libtorch and prints what it finds as one line of JSON, for <c>langevin doctor</c>. Where libtorch does not load, the exception
/// says why.
/// </summary>
internal sealed class Probe : SynchronousCommandLineAction
{
    /// <summary>The options that lending a device requires are not missed.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var cuda = torch.cuda.is_available();
        string[] devices = cuda ? [.. Enumerable.Range(0, torch.cuda.device_count()).Select(index => $"cuda:{index}")] : ["cpu"];
        var found = new
        {
            torch = torch.__version__,
            cuda,
            devices,
        };
        parseResult.InvocationConfiguration.Output.WriteLine(JsonSerializer.Serialize(found));
        return 0;
    }
}
