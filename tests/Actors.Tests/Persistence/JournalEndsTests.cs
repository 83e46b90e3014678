using Actors.Persistence;
using Testing;

namespace Actors.Tests.Persistence;

public sealed class JournalEndsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly JournalEnds _ends;

    public JournalEndsTests() => _ends = JournalEnds.In(_folder.Path);

    private static JournalPoint Point { get; } = new(1234, [.. Enumerable.Range(1, 16).Select(i => (byte)i)]);

    private string File => Path.Combine(_folder.Path, JournalEnds.Folder, "search-a%20b");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_last_one_that_was_noted_is_found()
    {
        Assert.Null(_ends.Find("search-a b"));
        Assert.Empty(_ends.Ids);
        Assert.Null(_ends.ProblemOf("search-a b"));
        using (var note = _ends.NoteOf("search-a b"))
        {
            note.Write(Point with { Sequence = 99_999 });
            note.Write(Point);
        }
        Assert.Equal(Point.Sequence, _ends.Find("search-a b")!.Sequence);
        Assert.Equal(Point.Seal, _ends.Find("search-a b")!.Seal);
        Assert.Equal(["search-a b"], _ends.Ids);
        Assert.Null(_ends.Find("search-a"));
        Assert.Null(_ends.ProblemOf("search-a b"));
    }

    [Fact]
    public void One_that_was_altered_cut_or_lengthened_is_as_good_as_none_and_is_written_anew()
    {
        using (var note = _ends.NoteOf("search-a b"))
            note.Write(Point);
        var bytes = System.IO.File.ReadAllBytes(File);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var turned = bytes.ToArray();
            turned[bit / 8] ^= (byte)(1 << (bit % 8));
            System.IO.File.WriteAllBytes(File, turned);
            if (_ends.Find("search-a b") is { } found)
                Assert.Equal((Point.Sequence, Convert.ToHexString(Point.Seal)), (found.Sequence, Convert.ToHexString(found.Seal)));
        }
        for (var length = 0; length < bytes.Length - 1; length++)
        {
            System.IO.File.WriteAllBytes(File, bytes[..length]);
            Assert.Null(_ends.Find("search-a b"));
        }
        System.IO.File.WriteAllBytes(File, [.. bytes, .. bytes]);
        Assert.Null(_ends.Find("search-a b"));
        Assert.StartsWith($"{File} is damaged", _ends.ProblemOf("search-a b"), StringComparison.Ordinal);

        using (var note = _ends.NoteOf("search-a b"))
            note.Write(Point);
        Assert.Equal(bytes, System.IO.File.ReadAllBytes(File));
    }

    [Fact]
    public void Where_nothing_can_be_noted_nothing_fails()
    {
        Directory.CreateDirectory(File);
        using (var note = _ends.NoteOf("search-a b"))
            note.Write(Point);
        Assert.Null(_ends.Find("search-a b"));
        using (var note = JournalEnds.None.NoteOf("search-a b"))
            note.Write(Point);
        Assert.Null(JournalEnds.None.Find("search-a b"));
        Assert.Empty(JournalEnds.None.Ids);
    }
}
