using Actors.Strategies.Listed;
using Nas.Model;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Seed.Methods.Shared;

/// <summary>Checks, before anything starts, that a strategy's list of architectures can be proposed.</summary>
internal static class ListedArchitectures
{
    /// <param name="section">Section of the strategy: <c>strategy</c>, <c>stage-search</c>.</param>
    /// <exception cref="UserException">The list is empty, or has one twice, one that the space has not, or one outside of the
    /// constraint.</exception>
    public static void Require(string section, StrategySettings strategy, ConstrainedSpace space)
    {
        if (ListedStrategy.ListOf(strategy.Name, strategy.Options) is not { } list)
            return;
        var key =
            strategy.Name == ListedStrategy.Name ? $"{section}.options.architectures" : $"{section}.options.base-options.architectures";
        if (list.IsEmpty)
            throw new UserException($"{key} lists nothing: name the architectures that are to be scored.");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, text) in list.Index())
        {
            var architecture = Parse(key, text, space.Space);
            if (!seen.Add(space.Space.Format(space.Space.Canonical(architecture))))
                throw new UserException($"{key} has {text} twice, or the same network under another name: leave one out.");
            // What lies behind the last candidate is not proposed.
            if (index < strategy.Candidates && !space.Contains(architecture))
                throw new UserException($"{key} has {text}, which the constraint does not allow: leave it out, or widen the constraint.");
        }
    }

    private static Architecture Parse(string key, string text, ISearchSpace space)
    {
        try
        {
            return space.Parse(text);
        }
        catch (UserException exception)
        {
            throw new UserException($"{key}: {exception.Message}", exception);
        }
    }
}
