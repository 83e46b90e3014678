using System.Reflection;
using System.Reflection.Emit;
using Actors.Plugins;
using Actors.Strategies;
using Nas.Model.Plugins;
using Nas.Model.Spaces.Topology;

namespace Testing;

/// <summary>Writes assemblies of plug-ins with one class each, which does next to nothing.</summary>
internal static class MadePlugin
{
    /// <param name="plugin">Its name as a plug-in; null: none.</param>
    /// <param name="isStrategy">True: the class implements the interface of strategies.</param>
    public static string Write(string folder, string assembly, string? plugin, bool isStrategy = true) =>
        Write(
            folder,
            assembly,
            plugin,
            type =>
            {
                if (!isStrategy)
                    return;
                type.AddInterfaceImplementation(typeof(ISearchStrategy));
                Define(type, nameof(ISearchStrategy.Propose), typeof(Proposal), typeof(ProposalContext), code => code.Emit(OpCodes.Ldnull));
                Define(type, nameof(ISearchStrategy.Observe), typeof(void), typeof(Observation), code => code.Emit(OpCodes.Nop));
            }
        );

    /// <summary>A phase that plans nothing, or never comes back.</summary>
    public static string WritePhase(string folder, string assembly, string plugin, bool hangs) =>
        Write(
            folder,
            assembly,
            plugin,
            type =>
            {
                type.AddInterfaceImplementation(typeof(ISearchPhase));
                Define(
                    type,
                    nameof(ISearchPhase.Plan),
                    typeof(PhasePlan),
                    typeof(PhaseContext),
                    code =>
                    {
                        var here = code.DefineLabel();
                        code.MarkLabel(here);
                        if (hangs)
                        {
                            code.Emit(OpCodes.Ldc_I4, 20);
                            code.Emit(OpCodes.Call, typeof(Thread).GetMethod(nameof(Thread.Sleep), [typeof(int)])!);
                            code.Emit(OpCodes.Br, here);
                        }
                        code.Emit(OpCodes.Ldnull);
                    }
                );
            }
        );

    /// <summary>
    /// A phase that explores three candidates once there is a file of this name, and until then leaves a dot in another for each time that
    /// it was asked.
    /// </summary>
    public static string WritePhase(string folder, string assembly, string plugin, string gate, string asked) =>
        Write(
            folder,
            assembly,
            plugin,
            type =>
            {
                type.AddInterfaceImplementation(typeof(ISearchPhase));
                Define(
                    type,
                    nameof(ISearchPhase.Plan),
                    typeof(PhasePlan),
                    typeof(PhaseContext),
                    code =>
                    {
                        var (look, go) = (code.DefineLabel(), code.DefineLabel());
                        code.Emit(OpCodes.Ldstr, asked);
                        code.Emit(OpCodes.Ldstr, ".");
                        code.Emit(OpCodes.Call, typeof(File).GetMethod(nameof(File.AppendAllText), [typeof(string), typeof(string)])!);
                        code.MarkLabel(look);
                        code.Emit(OpCodes.Ldstr, gate);
                        code.Emit(OpCodes.Call, typeof(File).GetMethod(nameof(File.Exists), [typeof(string)])!);
                        code.Emit(OpCodes.Brtrue, go);
                        code.Emit(OpCodes.Ldc_I4, 10);
                        code.Emit(OpCodes.Call, typeof(Thread).GetMethod(nameof(Thread.Sleep), [typeof(int)])!);
                        code.Emit(OpCodes.Br, look);
                        code.MarkLabel(go);
                        code.Emit(OpCodes.Ldstr, "random");
                        code.Emit(OpCodes.Ldc_I4, 3);
                        code.Emit(OpCodes.Ldnull);
                        code.Emit(OpCodes.Call, typeof(PhasePlan).GetMethod(nameof(PhasePlan.Explore))!);
                    }
                );
            }
        );

    /// <summary>A space that is a copy of one of Langevin's own.</summary>
    /// <param name="preset">Name of a property of <see cref="TopologyPresets"/>; null: the spec is null.</param>
    public static string WriteTopology(string folder, string assembly, string plugin, string? preset) =>
        Write(
            folder,
            assembly,
            plugin,
            type =>
            {
                type.AddInterfaceImplementation(typeof(ITopologySpace));
                Define(
                    type,
                    $"get_{nameof(ITopologySpace.Spec)}",
                    typeof(TopologySpec),
                    [],
                    code =>
                    {
                        if (preset is null)
                            code.Emit(OpCodes.Ldnull);
                        else
                            code.Emit(OpCodes.Call, typeof(TopologyPresets).GetProperty(preset)!.GetMethod!);
                    }
                );
            }
        );

    private static string Write(string folder, string assembly, string? plugin, Action<TypeBuilder> define)
    {
        var built = new PersistedAssemblyBuilder(new AssemblyName(assembly) { Version = new Version(1, 2, 3) }, typeof(object).Assembly);
        var type = built
            .DefineDynamicModule(assembly)
            .DefineType($"{assembly}.Made", TypeAttributes.Public | TypeAttributes.Class, typeof(object));
        type.DefineDefaultConstructor(MethodAttributes.Public);
        if (plugin is not null)
            type.SetCustomAttribute(new CustomAttributeBuilder(typeof(PluginAttribute).GetConstructor([typeof(string)])!, [plugin]));
        define(type);
        type.CreateType();
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, assembly + ".dll");
        built.Save(path);
        return path;
    }

    private static void Define(TypeBuilder type, string name, Type result, Type parameter, Action<ILGenerator> body) =>
        Define(type, name, result, [parameter], body);

    private static void Define(TypeBuilder type, string name, Type result, Type[] parameters, Action<ILGenerator> body)
    {
        var code = type.DefineMethod(
                name,
                MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig,
                result,
                parameters
            )
            .GetILGenerator();
        body(code);
        code.Emit(OpCodes.Ret);
    }
}
