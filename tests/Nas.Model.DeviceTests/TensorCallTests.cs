using Mono.Cecil;
using Mono.Cecil.Cil;
using Nas.Model.Detection;
using Nas.Model.Networks;
using Nas.Model.Randomness;
using Nas.Model.Training;
using Nas.Model.WeightFiles;

namespace Nas.Model.DeviceTests;

/// <summary>
/// Calls of TorchSharp that are right on a CPU and wrong on another device, or that end the process: nowhere in the product, but where they
/// are meant.
/// </summary>
public sealed class TensorCallTests
{
    private static readonly IReadOnlyList<(string Caller, MethodReference Called, Instruction At)> Calls =
    [
        .. Of(typeof(Gradients).Assembly.Location),
        .. Of(Path.ChangeExtension(Testing.BuiltPrograms.GpuHost, "dll")),
    ];

    /// <summary>The native function of <c>autograd.grad</c> has no guard: an error in a backward pass ends the process.</summary>
    [Fact]
    public void Gradients_come_from_backward() => Assert.Empty(Callers(called => called.Name == "grad" && IsOf(called, "torch/autograd")));

    /// <summary>
    /// TorchSharp makes generators of the CPU only, whatever device it is asked for, and whoever draws without one shares the process's.
    /// </summary>
    [Fact]
    public void Random_tensors_are_drawn_in_one_place()
    {
        string[] starts =
        [
            "rand",
            "normal",
            "bernoulli",
            "multinomial",
            "poisson",
            "uniform_",
            "exponential_",
            "geometric_",
            "cauchy_",
            "log_normal_",
            "dropout",
            "alpha_dropout",
            "manual_seed",
        ];
        var drawing = Callers(called =>
                IsOf(called, "torch/Generator")
                || IsOf(called, "torch/nn/init")
                || Array.Exists(starts, start => called.Name.StartsWith(start, StringComparison.Ordinal))
            )
            .Distinct();
        Assert.Equal([typeof(DrawnTensors).FullName], drawing);
    }

    /// <summary>
    /// A tensor made without a device is on the CPU. That is right for a file, for detections, which leave the device, and for moments,
    /// which are moved at once.
    /// </summary>
    [Fact]
    public void Tensors_are_made_on_a_named_device()
    {
        var unnamed = Calls
            .Where(call =>
                IsOf(call.Called, "torch")
                && !call.Called.Name.EndsWith("_like", StringComparison.Ordinal)
                && LacksDevice(call.Called, call.At)
            )
            .Select(call => call.Caller);
        Assert.Equal(
            [typeof(DetectedObjects).FullName, typeof(Moments).FullName, typeof(SafetensorsFile).FullName],
            unnamed.Distinct().Order(StringComparer.Ordinal)
        );
        Assert.Contains(Calls, call => call.Called.Name == "zeros" && !LacksDevice(call.Called, call.At));
    }

    private static IEnumerable<string> Callers(Func<MethodReference, bool> forbidden) =>
        Calls.Where(call => forbidden(call.Called)).Select(call => call.Caller);

    private static bool IsOf(MethodReference called, string type) => called.DeclaringType.FullName == "TorchSharp." + type;

    /// <summary>
    /// True where the value pushed for the parameter is the null of an argument that was left out; all later arguments are then left out as
    /// well.
    /// </summary>
    private static bool LacksDevice(MethodReference called, Instruction call)
    {
        var place = called.Parameters.Select(parameter => parameter.ParameterType.Name).ToList().IndexOf("Device");
        if (place < 0)
            return false;
        var at = call.Previous;
        for (var behind = called.Parameters.Count - 1; behind > place; behind--)
            at = at.Previous;
        return at.OpCode == OpCodes.Ldnull;
    }

    private static IEnumerable<(string Caller, MethodReference Called, Instruction At)> Of(string path)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(path);
        return
        [
            .. from type in assembly.MainModule.GetTypes()
            from method in type.Methods
            where method.HasBody
            from instruction in method.Body.Instructions
            where
                instruction.Operand is MethodReference called
                && called.DeclaringType.FullName.StartsWith("TorchSharp.", StringComparison.Ordinal)
            select (Outermost(type).FullName, (MethodReference)instruction.Operand, instruction),
        ];
    }

    /// <summary>Lambdas and iterators are types inside of those that they are written in.</summary>
    private static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
