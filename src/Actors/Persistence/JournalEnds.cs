using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Akka.Actor;
using Akka.Configuration;
using Microsoft.Win32.SafeHandles;

namespace Actors.Persistence;

/// <summary>
/// Notes of the last event of each journal in a SQLite file that was acknowledged: a file each, in a folder beside it. A chain of checksums
/// cannot tell that its own end is missing, and SQLite drops, without a word, the end of a write-ahead log that is damaged. The note is
/// written after the journal and not flushed: it is never ahead of the journal, and may be behind.
/// </summary>
/// <param name="folder">The folder of the notes. Null: nothing is noted, as where a database server keeps the journal.</param>
public sealed class JournalEnds(string? folder)
{
    public const string Folder = "journal.ends";

    private const string Key = "langevin.journal-ends";
    private const int ChecksumBytes = 8;

    public static JournalEnds None { get; } = new(null);

    /// <summary>Ids of all journals with a note.</summary>
    public IEnumerable<string> Ids =>
        folder is null || !Directory.Exists(folder)
            ? []
            : Directory.EnumerateFiles(folder).Select(path => Uri.UnescapeDataString(Path.GetFileName(path))).Order(StringComparer.Ordinal);

    /// <summary>Configuration of a system whose journal is there.</summary>
    internal Config Config => ConfigurationFactory.ParseString($"{Key} = {JsonSerializer.Serialize(folder)}");

    public static JournalEnds In(string directory) => new(Path.Combine(Path.GetFullPath(directory), Folder));

    public static JournalEnds Of(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return new(system.Settings.Config.GetString(Key));
    }

    /// <summary>The last event noted of a journal; null: it is not known.</summary>
    public JournalPoint? Find(string id)
    {
        try
        {
            if (
                PathOf(id) is not { } path
                || !File.Exists(path)
                || File.ReadAllText(path).TrimEnd('\n').Split(' ') is not [var number, var seal, _] words
            )
                return null;
            var point = new JournalPoint(long.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture), Convert.FromHexString(seal));
            return string.Join(' ', words) == Line(id, point) ? point : null;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>A sentence on what is wrong with a note; null: nothing, or there is none.</summary>
    public string? ProblemOf(string id) =>
        PathOf(id) is { } path && Path.Exists(path) && Find(id) is null
            ? $"{path} is damaged: whether the last events are missing cannot be known. It is written anew with the next event."
            : null;

    public void Remove()
    {
        if (folder is not null && Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    /// <summary>Notes the ends of a journal.</summary>
    public Note NoteOf(string id) => new(id, PathOf(id));

    private string? PathOf(string id) => folder is null ? null : Path.Combine(folder, Uri.EscapeDataString(id));

    /// <summary>The text of a note, of the same length for every event.</summary>
    private static string Line(string id, JournalPoint point)
    {
        var text = $"{point.Sequence.ToString("D19", CultureInfo.InvariantCulture)} {Convert.ToHexStringLower(point.Seal)}";
        return $"{text} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{id} {text}")).AsSpan(0, ChecksumBytes))}";
    }

    /// <summary>A file that is held open: it is written after every event.</summary>
    public sealed class Note(string id, string? path) : IDisposable
    {
        private SafeFileHandle? _file;
        private bool _failed = path is null;

        public void Write(JournalPoint end)
        {
            if (_failed)
                return;
            try
            {
                var line = Encoding.ASCII.GetBytes(Line(id, end) + "\n");
                var isNew = _file is null;
                RandomAccess.Write(_file ??= Open(), line, 0);
                if (isNew)
                    RandomAccess.SetLength(_file, line.Length);
            }
            // Without it less can be found, and nothing is wrong.
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                _failed = true;
            }
        }

        public void Dispose() => _file?.Dispose();

        private SafeFileHandle Open()
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return File.OpenHandle(path!, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        }
    }
}
