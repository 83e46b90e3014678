using System.Collections.Immutable;
using System.Numerics;
using Nas.Model.Plugins;

namespace Nas.Model.Spaces;

/// <summary>
/// All architectures that may be proposed: points of a product of decisions, all of them unless it is an
/// <see cref="IListedSpace"/>, with costs that are sums over the decisions. Immutable, no tensors.
/// </summary>
[PluginContract("space")]
public interface ISearchSpace
{
    string Name { get; }

    ImmutableArray<Decision> Decisions { get; }

    /// <summary>Multiply-Adds of convolutions and linear layers for one input image, exact.</summary>
    ICost MAdds { get; }

    /// <summary>Trainable parameters, exact.</summary>
    ICost Parameters { get; }

    /// <summary>Number of architectures: the product of the option counts, or as many as are listed.</summary>
    BigInteger Count { get; }

    /// <summary>True where nothing is left to decide: an architecture that is not complete can be scored, but is no result.</summary>
    bool IsComplete(Architecture architecture) => !Decisions.Zip(architecture.Choices).Any(pair => pair.First.Undecided == pair.Second);

    /// <summary>
    /// The one form that stands for all architectures which are the same network but for the names of their nodes and edges: equal for two
    /// of them exactly where they are. It has the same costs, and keeps to every part of the space that <see cref="IPhaseSpaces"/> opens.
    /// Strategies may propose any form; this is the one that is scored and journaled, so that a network is one candidate.
    /// </summary>
    Architecture Canonical(Architecture architecture) => architecture;

    /// <summary>The canonical text: identity of an architecture in journals and files, stable across versions.</summary>
    string Format(Architecture architecture);

    /// <summary>Reads the canonical text back.</summary>
    /// <exception cref="UserException">The text is not an architecture of this space; the sentence says where and why.</exception>
    Architecture Parse(string text);
}
