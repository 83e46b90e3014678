using System.Buffers.Binary;
using Actors.Strategies;

namespace Actors.Tests.Strategies;

/// <summary>
/// A strategy as plug-ins may well have it: proposes a generation at a time, and the next once the whole of the last has been observed.
/// </summary>
internal sealed class Generations(int size) : IResumableStrategy
{
    private int _observed;

    public IEnumerable<Observation> Remembered => [];

    public ReadOnlyMemory<byte> Kept
    {
        get
        {
            var kept = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(kept, _observed);
            return kept;
        }
    }

    public void Resume(IReadOnlyList<Observation> remembered, ReadOnlyMemory<byte> kept) =>
        _observed = BinaryPrimitives.ReadInt32LittleEndian(kept.Span);

    public Proposal? Propose(ProposalContext context)
    {
        if (context.Outstanding > 0 && (_observed + context.Outstanding) % size == 0)
            return Proposal.NotYet;
        return context.SampleNew() is { } architecture ? new Proposal(architecture, $"after {_observed}") : null;
    }

    public void Observe(Observation observation) => _observed++;
}
