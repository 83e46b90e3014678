using Akka.Actor;
using Nas.Model.Plugins;

namespace Actors.Strategies.ActorStrategies;

/// <summary>
/// A strategy that is an actor of its own, for one that has to wait for others: it is told <see cref="ProposeNext"/> and
/// <see cref="ResultObserved"/>, and held to the same contract as <see cref="Strategies.ISearchStrategy"/>. It lives as long as its phase
/// is at work in a process. After a restart a new one is told the same results, and has to make the same proposals.
/// </summary>
[PluginContract("strategy")]
public interface IStrategyActor
{
    /// <summary>Props of the actor. Where it fails, the search stops with its exception's message.</summary>
    Props Props { get; }
}

/// <summary>
/// Answered to the sender with a <see cref="Strategies.Proposal"/>, <see cref="Strategies.Proposal.NotYet"/> or <see cref="NothingLeft"/>,
/// within the strategy's patience.
/// One that needs time takes it: after <see cref="Strategies.Proposal.NotYet"/> it is asked again only when another result has been
/// observed.
/// </summary>
public sealed record ProposeNext(Strategies.ProposalContext Context) : INoSerializationVerificationNeeded;

/// <summary>The answer that nothing new is left, which ends the phase.</summary>
public sealed record NothingLeft : INoSerializationVerificationNeeded;

/// <summary>Tells a result. Not answered.</summary>
public sealed record ResultObserved(Strategies.Observation Observation) : INoSerializationVerificationNeeded;
