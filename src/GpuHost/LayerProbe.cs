using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text.Json;
using Actors.Hosting;
using Nas.Model.Arithmetic;
using Nas.Model.Methods.Shared;
using TorchSharp;

namespace GpuHost;

/// <summary>
/// Holds all known layers against their definition, and prints what was found as one line of JSON, for <c>langevin doctor --layers</c>.
/// Says at which it is: libtorch may end the process over one.
/// </summary>
internal sealed class LayerProbe(Option<bool> direct) : SynchronousCommandLineAction
{
    /// <summary>The options that lending a device requires are not missed.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var check = new LayerCheck(torch.CPU, parseResult.GetValue(direct));
        var shapes = LayerShapes.Known();
        var faults = new List<string>();
        foreach (var shape in shapes)
        {
            AtWork.Tell($"checking a layer, {shape}");
            if ((check.Fault(shape, TrialImages.Several(shape)) ?? check.Fault(shape, TrialImages.One(shape))) is { } fault)
                faults.Add(fault.ToString());
        }
        parseResult.InvocationConfiguration.Output.WriteLine(JsonSerializer.Serialize(new { layers = shapes.Length, faults }));
        return 0;
    }
}
