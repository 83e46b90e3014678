using System.Collections.Immutable;
using System.Security.Cryptography;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Tables.Files;

namespace Nas.Model.Tables;

/// <summary>
/// A file of architectures with known scores: a space, and the answer to every question that a search of it asks. Immutable.
/// </summary>
public sealed class Table
{
    private readonly double _factor;

    private Table(string hash, TableSpace space, TableRoles roles, TableSettings settings, TableReader reader)
    {
        (Hash, Space, Objective, Skipped) = (hash, space, roles.Objective, reader.Faults);
        Notes = [.. roles.Notes, .. reader.Notes];
        Columns = settings with
        {
            Objective = roles.Objective,
            Cost = roles.Cost,
            Parameters = roles.Parameters,
            Edition = settings.Edition ?? (roles.IsOfEdition || reader.IsOfEdition ? TableSettings.Latest : null),
        };
        _factor = settings.Direction == "min" ? -settings.Scale : settings.Scale;
        Best = space.Architectures.All.MaxBy(ScoreOf)!;
    }

    /// <summary>Names the file's content: lower-case hex SHA-256.</summary>
    public string Hash { get; }

    public TableSpace Space { get; }

    /// <summary>The column that is searched by.</summary>
    public string Objective { get; }

    /// <summary>The settings that it was read by, with the columns that it was searched for by their usual names.</summary>
    public TableSettings Columns { get; }

    /// <summary>A sentence on the fault of each row that was left out.</summary>
    public ImmutableArray<string> Skipped { get; }

    /// <summary>A sentence on each other thing that was left out or taken for something else.</summary>
    public ImmutableArray<string> Notes { get; }

    /// <summary>The architecture of the greatest score; of equal ones the first in the order of the space.</summary>
    public Architecture Best { get; }

    /// <param name="path">The path as the user gave it, since errors name it so.</param>
    /// <param name="hash">The content that is expected; null: any.</param>
    /// <exception cref="UserException">The file cannot be read, is another one, or has no such columns or bad rows.</exception>
    public static Table Read(string path, TableSettings settings, string? hash = null)
    {
        var bytes = Bytes(path);
        var found = HashOf(bytes);
        if (hash is not null && hash != found)
            throw new UserException(
                $"{path} is not the table that the search began with: its SHA-256 is {found}, and was {hash}; put the old file back, or start a new search with this one."
            );
        var text = TableText.Unpacked(path, bytes);
        var file = IsJson(path, settings) ? JsonTable.Read(path, text) : CsvTable.Read(path, text);
        // A search that began before there were editions goes on by the rules that it began with.
        var edition = settings.Edition ?? (hash is null ? TableSettings.Latest : TableSettings.First);
        var roles = TableRoles.Of(path, file, settings, edition);
        var reader = new TableReader(path, file, settings, roles, edition);
        var space = new TableSpace(Path.GetFileNameWithoutExtension(Unpacked(path)), roles.Encoding, reader.Read(), roles.Cost);
        return new Table(found, space, roles, settings, reader);
    }

    /// <summary>The hash of a file's content, by which it is recorded.</summary>
    /// <exception cref="UserException">It cannot be read.</exception>
    public static string HashOf(string path) => HashOf(Bytes(path));

    /// <summary>
    /// Score of an architecture, where higher is better: the objective times its scale, negative where the objective is to be small.
    /// </summary>
    /// <exception cref="ArgumentException">It is not an architecture of the table.</exception>
    public double ScoreOf(Architecture architecture) => ValueOf(architecture) * _factor;

    /// <summary>The objective, as the file has it.</summary>
    /// <exception cref="ArgumentException">It is not an architecture of the table.</exception>
    public double ValueOf(Architecture architecture) =>
        Space.Architectures.IndexOf(architecture) is var index and >= 0
            ? Space.Values[index]
            : throw new ArgumentException($"The architecture {architecture} is not in the table {Space.Name}.", nameof(architecture));

    private static bool IsJson(string path, TableSettings settings) =>
        settings.Format == "json"
        || (settings.Format == "auto" && Path.GetExtension(Unpacked(path)).Equals(".json", StringComparison.OrdinalIgnoreCase));

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static string Unpacked(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;

    private static byte[] Bytes(string path)
    {
        try
        {
            if (Directory.Exists(path))
                throw new UserException($"{path} is a directory: space.table names a CSV or JSON file.");
            if (!File.Exists(path))
                throw new UserException($"{path}: there is no such file; space.table names a CSV or JSON file.");
            return InputFile.Bytes(path, TableLimits.Bytes, "table");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"{path} cannot be read ({cause.Message.TrimEnd('.')}): check its permissions.", cause);
        }
    }
}
