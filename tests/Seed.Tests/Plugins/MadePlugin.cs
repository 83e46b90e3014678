using System.Reflection;
using System.Reflection.Emit;
using Actors.Plugins;
using Actors.Strategies;
using Nas.Model.Plugins;

namespace Seed.Tests.Plugins;

/// <summary>Writes assemblies of plug-ins with one class each, which does nothing.</summary>
internal static class MadePlugin
{
    /// <param name="plugin">Its name as a plug-in; null: none.</param>
    /// <param name="isStrategy">Whether it implements the interface of strategies.</param>
    public static string Write(string folder, string assembly, string? plugin, bool isStrategy = true) => Write(folder, assembly, plugin, type =>
    {
        if (!isStrategy) return;
        type.AddInterfaceImplementation(typeof(ISearchStrategy));
        Define(type, nameof(ISearchStrategy.Propose), typeof(Proposal), typeof(ProposalContext), code => code.Emit(OpCodes.Ldnull));
        Define(type, nameof(ISearchStrategy.Observe), typeof(void), typeof(Observation), code => code.Emit(OpCodes.Nop));
    });

    /// <summary>A phase that plans nothing, or never comes back.</summary>
    public static string WritePhase(string folder, string assembly, string plugin, bool hangs) => Write(folder, assembly, plugin, type =>
    {
        type.AddInterfaceImplementation(typeof(ISearchPhase));
        Define(type, nameof(ISearchPhase.Plan), typeof(PhasePlan), typeof(PhaseContext), code =>
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
        });
    });

    private static string Write(string folder, string assembly, string? plugin, Action<TypeBuilder> define)
    {
        var built = new PersistedAssemblyBuilder(new AssemblyName(assembly) { Version = new Version(1, 2, 3) }, typeof(object).Assembly);
        var type = built.DefineDynamicModule(assembly).DefineType($"{assembly}.Made", TypeAttributes.Public | TypeAttributes.Class, typeof(object));
        type.DefineDefaultConstructor(MethodAttributes.Public);
        if (plugin is not null) type.SetCustomAttribute(new CustomAttributeBuilder(typeof(PluginAttribute).GetConstructor([typeof(string)])!, [plugin]));
        define(type);
        type.CreateType();
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, assembly + ".dll");
        built.Save(path);
        return path;
    }

    private static void Define(TypeBuilder type, string name, Type result, Type parameter, Action<ILGenerator> body)
    {
        var code = type.DefineMethod(name, MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig, result, [parameter]).GetILGenerator();
        body(code);
        code.Emit(OpCodes.Ret);
    }
}
