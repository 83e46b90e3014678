using System.Collections.Immutable;
using Nas.Model.Data.Sets;
using Nas.Model.Plugins;

namespace Nas.Model.Data;

/// <summary>Sets of classified images by name. A new one is an object in a file of its own, and a line here.</summary>
public sealed class KnownSets(params ImmutableArray<KnownSet> own)
{
    public static KnownSets Standard { get; } =
        new(FashionMnist.Set, Mnist.Set, Cifar10.Set, Cifar100.Set, ImageFolder.Set, Procedural.Set);

    /// <summary>The sets that need no plug-in.</summary>
    public ImmutableArray<KnownSet> Own => own;

    /// <summary>Langevin's own sets, and those of plug-ins.</summary>
    public IEnumerable<KnownSet> Usable => own.Concat(PluginRegistry.Of<IImageSet>().Select(PluginSet.Of));

    /// <summary>The set of this name; null: there is none.</summary>
    public KnownSet? Find(string name) => Usable.FirstOrDefault(set => set.Name == name);

    /// <exception cref="UserException">No such set; the sentence lists those that there are.</exception>
    public KnownSet Named(string name, string key) =>
        Find(name)
        ?? throw new UserException($"{key} \"{name}\" is no data set: take one of {string.Join(", ", Usable.Select(set => set.Name))}");
}
