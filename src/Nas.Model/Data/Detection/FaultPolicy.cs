using System.Collections.Immutable;

namespace Nas.Model.Data.Detection;

/// <summary>Treatment of entries that cannot be used: damaged, empty or outside boxes, unknown categories, missing images.</summary>
public enum FaultPolicy
{
    /// <summary>The first one ends the reading with a sentence that names it.</summary>
    Refuse,

    /// <summary>Faulty entries are left out; the reader returns a sentence for each.</summary>
    Skip,
}

/// <summary>The faults met while reading, and what is no fault but must not go unsaid.</summary>
internal sealed class FaultList(FaultPolicy policy)
{
    /// <summary>The end of every refusal.</summary>
    public const string Remedy = "correct it, or have faulty entries skipped";

    private const int MostNamed = 3;

    private readonly ImmutableArray<string>.Builder _sentences = ImmutableArray.CreateBuilder<string>();
    private readonly OrderedDictionary<string, (int Count, List<string> First)> _notes = new(StringComparer.Ordinal);

    /// <param name="entry">Names the file, the place in it and the fault, without a full stop.</param>
    /// <exception cref="UserException">Faults are refused.</exception>
    public void Add(string entry)
    {
        if (policy == FaultPolicy.Refuse)
            throw new UserException($"{HarmlessText.Line(entry)}; {Remedy}.");
        _sentences.Add(HarmlessText.Line(entry) + "; it is left out.");
    }

    /// <summary>The same as <see cref="Add"/>, for a whole file that cannot be read.</summary>
    /// <exception cref="DamagedFileException">Faults are refused.</exception>
    public void AddDamaged(string entry, Exception cause)
    {
        if (policy == FaultPolicy.Refuse)
            throw new DamagedFileException($"{HarmlessText.Line(entry)}; {Remedy}.", cause);
        _sentences.Add(HarmlessText.Line(entry) + "; it is left out.");
    }

    /// <summary>Something is passed over, or taken for something else, and rightly so.</summary>
    /// <param name="what">Names the file and says what of all such entries, without a full stop.</param>
    /// <param name="entry">Name of one such entry.</param>
    public void Note(string what, string entry)
    {
        var (count, first) = _notes.GetValueOrDefault(what, (0, []));
        if (count < MostNamed)
            first.Add(HarmlessText.Line(entry));
        _notes[what] = (count + 1, first);
    }

    /// <summary>A sentence for each kind of thing noted, with how often it was met and where first.</summary>
    public ImmutableArray<string> Notes =>
        [
            .. _notes.Select(note =>
                $"{note.Key}: {note.Value.Count:N0} ({string.Join(", ", note.Value.First)}{(note.Value.Count > MostNamed ? ", ..." : "")})."
            ),
        ];

    public ImmutableArray<string> ToImmutable() => _sentences.ToImmutable();
}
