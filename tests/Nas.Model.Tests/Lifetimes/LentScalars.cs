using Mono.Cecil;
using Mono.Cecil.Cil;
using TorchSharp;

namespace Nas.Model.Tests.Lifetimes;

/// <summary>
/// Finds, in compiled code, every <see cref="Scalar"/> that is made and passed on without being held. Held means: put at once into a
/// field, an array or a local that is disposed, or returned, which makes the caller its maker. Methods of TorchSharp that lend such a
/// Scalar themselves, such as <c>add(Tensor)</c>, count too.
/// </summary>
internal sealed class LentScalars : IDisposable
{
    private readonly ModuleDefinition _library = ModuleDefinition.ReadModule(typeof(Scalar).Assembly.Location);
    private readonly HashSet<string> _lenders = new(StringComparer.Ordinal);

    public LentScalars()
    {
        var callers = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var method in Bodies(_library.GetTypes()))
        {
            foreach (var called in method.Body.Instructions.Select(instruction => instruction.Operand).OfType<MethodReference>())
            {
                if (!callers.TryGetValue(Key(called), out var list))
                    callers[Key(called)] = list = [];
                list.Add(method.FullName);
            }
        }
        var open = new Queue<string>(Bodies(_library.GetTypes()).Where(method => Lent(method).Any()).Select(method => method.FullName));
        while (open.TryDequeue(out var lender))
        {
            if (!_lenders.Add(lender))
                continue;
            foreach (var caller in callers.GetValueOrDefault(lender, []))
                open.Enqueue(caller);
        }
    }

    /// <summary>True where a method of TorchSharp lends a Scalar, by itself or through another one.</summary>
    public bool Lends(string method) => _lenders.Contains(method);

    /// <summary>Sentences that name a method and what it lends.</summary>
    /// <param name="within">Full name of the types to look at, or the beginning of it; nested types have a slash.</param>
    public IReadOnlyList<string> In(string assembly, string within = "")
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        return
        [
            .. from method in Bodies(module.GetTypes().Where(type => type.FullName.StartsWith(within, StringComparison.Ordinal)))
            from instruction in Lent(method)
                .Concat(method.Body.Instructions.Where(i => i.Operand is MethodReference called && Lends(Key(called))))
            select $"{method.DeclaringType.FullName}.{method.Name} lends a Scalar that nothing holds: {instruction}",
        ];
    }

    public void Dispose() => _library.Dispose();

    private static IEnumerable<MethodDefinition> Bodies(IEnumerable<TypeDefinition> types) =>
        types.SelectMany(type => type.Methods).Where(method => method.HasBody);

    private static string Key(MethodReference method) => method.GetElementMethod().FullName;

    private static IEnumerable<Instruction> Lent(MethodDefinition method) =>
        method.Body.Instructions.Where(i => Makes(i) && !IsHeld(i, method));

    private static bool Makes(Instruction instruction) =>
        instruction.Operand is MethodReference called
        && instruction.OpCode.Code switch
        {
            Code.Newobj => IsScalar(called.DeclaringType),
            Code.Call or Code.Callvirt => IsScalar(called.ReturnType),
            _ => false,
        };

    private static bool IsScalar(TypeReference type) => type.FullName == typeof(Scalar).FullName;

    private static bool IsHeld(Instruction maker, MethodDefinition method)
    {
        var next = maker.Next;
        while (next.OpCode.Code == Code.Nop)
            next = next.Next;
        if (next.OpCode.Code is Code.Ret or Code.Stfld or Code.Stsfld or Code.Stelem_Ref or Code.Stelem_Any)
            return true;
        // A local alone holds nothing: for the JIT it ends with its last use.
        return LocalOf(next, "stloc") is { } local
            && method.Body.Instructions.Any(i =>
                LocalOf(i, "ldloc") == local && i.Next?.Operand is MethodReference { Name: nameof(IDisposable.Dispose) }
            );
    }

    private static int? LocalOf(Instruction instruction, string operation)
    {
        var name = instruction.OpCode.Name;
        if (!name.StartsWith(operation, StringComparison.Ordinal))
            return null;
        return instruction.Operand is VariableDefinition variable ? variable.Index : name[^1] - '0';
    }
}
