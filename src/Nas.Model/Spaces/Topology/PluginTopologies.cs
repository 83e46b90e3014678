namespace Nas.Model.Spaces.Topology;

/// <summary>Specs that classes of plug-ins give.</summary>
public static class PluginTopologies
{
    /// <summary>The class's spec, checked in full and named as the plug-in is.</summary>
    /// <param name="title">Name of the space in sentences: <c>the space 'toy-cells'</c>.</param>
    /// <param name="name">Name of the plug-in.</param>
    /// <param name="space">Makes the class, with its options.</param>
    /// <exception cref="UserException">It failed, or its spec defines no space; the sentence names the plug-in and what is
    /// wrong.</exception>
    public static TopologySpec SpecOf(string title, string name, Func<ITopologySpace> space)
    {
        var spec = Given(title, space) ?? throw new UserException($"{Capital(title)} gives no Spec: it is null.");
        if (TopologyRules.Fault(spec) is { } fault)
            throw new UserException($"{Capital(title)} has a Spec that defines no space: {fault}.");
        return spec with { Name = name, AugmentedOperations = spec.AugmentedOperations.IsDefault ? [] : spec.AugmentedOperations };
    }

    private static TopologySpec? Given(string title, Func<ITopologySpace> space)
    {
        try
        {
            return space().Spec;
        }
        // A plug-in may throw anything.
        catch (Exception cause) when (cause is not UserException)
        {
            throw new UserException($"{Capital(title)} failed to give its Spec ({cause.Message.TrimEnd('.')}).", cause);
        }
    }

    private static string Capital(string title) => char.ToUpperInvariant(title[0]) + title[1..];
}
