using System.Collections.Immutable;
using System.CommandLine;
using Nas.Model.Data;
using Seed.Output;

namespace Seed.Commands;

/// <summary>Data sets: which are known, which are here, how to get one.</summary>
public sealed class DataCommand : LangevinCommand
{
    public DataCommand(Terminal terminal)
        : base("data", "List the known data sets, or get one.")
    {
        Add(new DataListCommand(terminal));
        Add(new DataGetCommand(terminal));
        Examples = ["langevin data list", "langevin data get fashion-mnist"];
    }
}

public sealed class DataListCommand : LangevinCommand
{
    public DataListCommand(Terminal terminal)
        : base("list", "The known data sets, and which of them are on this machine.")
    {
        var json = JsonOption();
        Add(json);
        Examples = ["langevin data list --json"];
        SetAction(parsed => Print(terminal, parsed.GetValue(json), DataListing.Of(DataCatalog.List()), Text));
    }

    private static string Text(DataListing listing)
    {
        var table = new TextTable("name", "here", "training", "test", "classes", "what");
        foreach (var set in listing.Sets)
        {
            table.Add(
                set.Name,
                set.Here ? "yes" : "no",
                set.TrainImages?.ToString("N0") ?? "-",
                set.TestImages?.ToString("N0") ?? "-",
                set.Classes?.ToString() ?? "-",
                set.Description
            );
        }
        return table.ToString();
    }
}

public sealed record DataListing(ImmutableArray<ListedSet> Sets)
{
    public static DataListing Of(ImmutableArray<SetOnMachine> sets) =>
        new([
            .. sets.Select(found => new ListedSet(
                found.Set.Name,
                found.Set.Description,
                found.IsHere,
                found.Folder,
                found.Set.TrainImages,
                found.Set.TestImages,
                found.Set.Classes,
                found.Set.Source
            )),
        ]);
}

/// <param name="Folder">Null where it is not here, or needs no files.</param>
public sealed record ListedSet(
    string Name,
    string Description,
    bool Here,
    string? Folder,
    int? TrainImages,
    int? TestImages,
    int? Classes,
    string Source
);
