using Nas.Model.Spaces;

namespace Nas.Model.Methods.CrNas.Proxies;

/// <summary>An architecture to score, which may be another one in every scored minibatch.</summary>
/// <param name="Common">Number of first choices that are the same in all minibatches.</param>
/// <param name="In">The whole architecture in a scored minibatch, by its number from 0.</param>
public sealed record Candidate(int Common, Func<int, Architecture> In)
{
    public static Candidate Of(Architecture architecture) => new(architecture.Choices.Length, _ => architecture);
}
