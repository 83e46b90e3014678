using System.Collections.Immutable;
using Nas.Model.Data;
using Nas.Model.Settings;

namespace Seed.Methods.Shared;

/// <summary>The data of a search, which its file only names.</summary>
/// <param name="Needs">Needs that the machine that does the work must meet, in the order in which they are checked.</param>
public sealed record MethodData(ImmutableArray<DataNeed> Needs)
{
    /// <summary>Data that a run fetches where they are missing, and that another set may stand in for; null: there are none.</summary>
    public SuppliedData? Supplied { get; init; }
}

/// <summary>Images with classes, got before a search starts.</summary>
/// <param name="With">The search's settings with these data in the place of those.</param>
public sealed record SuppliedData(DataSettings Data, Func<DataSettings, SearchSettings> With);

/// <summary>Something that must be there.</summary>
/// <param name="Section">The section of the search file that names its keys as <c>data.root</c> and so on; empty: the file itself.</param>
public abstract record DataNeed(string Section);

/// <summary>Images with classes.</summary>
/// <param name="Fit">Throws a user's mistake where they are not those that the networks take.</param>
public sealed record ClassifiedNeed(string Section, DataSettings Data, Action<IImageDataset> Fit) : DataNeed(Section);

/// <summary>Images with boxes.</summary>
/// <param name="Detector">The detector that learns from them: one of outlines needs some.</param>
/// <param name="Seed">The search's own, by which images are set aside.</param>
public sealed record BoxesNeed(string Section, DetectionDataSettings Data, string Detector, long Seed) : DataNeed(Section);

/// <summary>A program that scores candidates.</summary>
/// <param name="Require">Throws a user's mistake where it is not there.</param>
public sealed record ProgramNeed(Action Require) : DataNeed("");
