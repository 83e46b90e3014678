using System.Reflection;
using System.Reflection.Emit;
using Actors.Strategies;
using Nas.Model.Plugins;

namespace Seed.Tests.Plugins;

/// <summary>Writes assemblies of plug-ins with one class each, which does nothing.</summary>
internal static class MadePlugin
{
    /// <param name="plugin">Its name as a plug-in; null: none.</param>
    /// <param name="isStrategy">Whether it implements the interface of strategies.</param>
    public static string Write(string folder, string assembly, string? plugin, bool isStrategy = true)
    {
        var built = new PersistedAssemblyBuilder(new AssemblyName(assembly) { Version = new Version(1, 2, 3) }, typeof(object).Assembly);
        var type = built.DefineDynamicModule(assembly).DefineType($"{assembly}.Made", TypeAttributes.Public | TypeAttributes.Class, typeof(object));
        type.DefineDefaultConstructor(MethodAttributes.Public);
        if (plugin is not null) type.SetCustomAttribute(new CustomAttributeBuilder(typeof(PluginAttribute).GetConstructor([typeof(string)])!, [plugin]));
        if (isStrategy)
        {
            type.AddInterfaceImplementation(typeof(ISearchStrategy));
            Define(type, nameof(ISearchStrategy.Propose), typeof(Proposal), typeof(ProposalContext), OpCodes.Ldnull);
            Define(type, nameof(ISearchStrategy.Observe), typeof(void), typeof(Observation), OpCodes.Nop);
        }
        type.CreateType();
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, assembly + ".dll");
        built.Save(path);
        return path;
    }

    private static void Define(TypeBuilder type, string name, Type result, Type parameter, OpCode body)
    {
        var code = type.DefineMethod(name, MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig, result, [parameter]).GetILGenerator();
        code.Emit(body);
        code.Emit(OpCodes.Ret);
    }
}
