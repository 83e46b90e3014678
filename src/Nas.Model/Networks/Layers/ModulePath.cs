using static TorchSharp.torch;

namespace Nas.Model.Networks.Layers;

/// <summary>Registers modules under the dotted names of other people's checkpoints.</summary>
internal static class ModulePath
{
    /// <summary>Registers a module below another one, under a path such as <c>layer1.0</c>, and gives it back.</summary>
    public static TModule At<TModule>(this nn.Module root, string path, TModule module)
        where TModule : nn.Module
    {
        var names = path.Split('.');
        foreach (var name in names[..^1])
            root = root.named_children().FirstOrDefault(child => child.name == name).module ?? Group(root, name);
        root.register_module(names[^1], module);
        return module;
    }

    private static NameOnly Group(nn.Module parent, string name)
    {
        var group = new NameOnly(name);
        parent.register_module(name, group);
        return group;
    }

    /// <summary>A part of a path.</summary>
    private sealed class NameOnly(string name) : nn.Module(name)
    {
        protected override void RegisterComponents() { }
    }
}
