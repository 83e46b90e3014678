using System.Collections.Immutable;

namespace Nas.Model.Data.Detection;

/// <summary>What to do with entries that cannot be used: damaged, empty or outside boxes, unknown categories, missing images.</summary>
public enum FaultPolicy
{
    /// <summary>The first one ends the reading with a sentence that names it.</summary>
    Refuse,

    /// <summary>They are left out; the reader returns a sentence for each.</summary>
    Skip,
}

/// <summary>The faults met while reading.</summary>
internal sealed class FaultList(FaultPolicy policy)
{
    /// <summary>The end of every refusal.</summary>
    public const string Remedy = "correct it, or have faulty entries skipped";

    private readonly ImmutableArray<string>.Builder _sentences = ImmutableArray.CreateBuilder<string>();

    /// <param name="entry">Names the file, the place in it and the fault, without a full stop.</param>
    /// <exception cref="UserException">Faults are refused.</exception>
    public void Add(string entry)
    {
        if (policy == FaultPolicy.Refuse) throw new UserException($"{entry}; {Remedy}.");
        _sentences.Add(entry + "; it is left out.");
    }

    /// <summary>As <see cref="Add"/>, for a whole file that cannot be read.</summary>
    /// <exception cref="DamagedFileException">Faults are refused.</exception>
    public void AddDamaged(string entry, Exception cause)
    {
        if (policy == FaultPolicy.Refuse) throw new DamagedFileException($"{entry}; {Remedy}.", cause);
        _sentences.Add(entry + "; it is left out.");
    }

    public ImmutableArray<string> ToImmutable() => _sentences.ToImmutable();
}
