using Actors.Search;
using Actors.Serialization;
using Akka.Actor;
using Nas.Model;

namespace Actors.Clusters;

/// <summary>Asks one node after the other until one answers, and begins with the one that answered last.</summary>
/// <param name="nodes">The actor of a name on each node that may be asked now.</param>
/// <param name="each">Time to wait for one node.</param>
/// <param name="silence">Makes the sentence that nobody answers: who was asked, and what the reason may be.</param>
internal sealed class NodeAsker(
    Func<string, IReadOnlyList<ActorSelection>> nodes,
    TimeSpan each,
    Func<TimeSpan, string> silence,
    TimeProvider time
)
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(300);

    private int _first;

    /// <param name="actor">Name of the actor that is asked.</param>
    /// <exception cref="NoAnswerException">Nobody answered in time, or none could do it yet.</exception>
    /// <exception cref="UserException">The answer was no.</exception>
    public async Task<T> AskAsync<T>(string actor, IWireMessage question, TimeSpan patience, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        string? trouble = null;
        for (var current = _first; ; )
        {
            switch (await AskOnceAsync(actor, current, question, cancellation))
            {
                case SearchRefused refused:
                    throw new UserException(refused.Reason);
                case GateRefused { Passing: true } refused:
                    trouble = refused.Reason;
                    break;
                case GateRefused { Reason: not GateActor.Again } refused:
                    throw new UserException(refused.Reason);
                case T answer:
                    return answer;
            }
            // Set, not counted up: others who got no answer from the same node go on to the same next one.
            _first = ++current;
            if (time.GetElapsedTime(started) >= patience)
                throw new NoAnswerException(trouble ?? silence(patience));
            await Task.Delay(Between, time, cancellation);
        }
    }

    /// <returns>The node's answer; null: none.</returns>
    private async Task<object?> AskOnceAsync(string actor, int current, IWireMessage question, CancellationToken cancellation)
    {
        var known = nodes(actor);
        if (known.Count == 0)
            return null;
        try
        {
            return await known[current % known.Count].Ask<object>(question, each, cancellation);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }
}
