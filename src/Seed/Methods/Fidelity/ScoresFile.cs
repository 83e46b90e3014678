using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Nas.Model;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Settings;

namespace Seed.Methods.Fidelity;

/// <summary>
/// Every single score of a study as a file, a line an architecture: with the truth beside it, all that a study's figures are made of.
/// Columns go by their names, so that files from before there were losses are read, and those without the mean of the truth.
/// </summary>
public static class ScoresFile
{
    public const string Name = "scores.csv";

    /// <summary>File that has the truth by seed, as <c>truth.table</c> takes it.</summary>
    public const string TruthName = "truth.csv";

    private const string LossPrefix = "loss-";

    public static string Text(FidelitySettings settings, ImmutableArray<StudiedArchitecture> studied)
    {
        var layout = new StudyLayout(settings);
        var names = Columns(layout);
        var losses = !studied.IsEmpty && studied.All(one => one.HasLosses);
        var csv = new StringBuilder("architecture,madds,parameters,truth,").AppendJoin(',', names);
        if (losses)
            csv.Append(',').AppendJoin(',', names.Select(name => LossPrefix + name));
        csv.Append('\n');
        foreach (var one in studied)
        {
            var figures = one.Checkpoints.Prepend(one.Truth.Average()).Concat(one.Samples).Concat(one.SameImages);
            if (losses)
                figures = figures.Concat(one.CheckpointLosses).Concat(one.SampleLosses).Concat(one.SameImageLosses);
            csv.Append(CultureInfo.InvariantCulture, $"{one.Text},{one.Madds},{one.Parameters},")
                .AppendJoin(',', figures.Select(value => value.ToString("0.######", CultureInfo.InvariantCulture)))
                .Append('\n');
        }
        return csv.ToString();
    }

    /// <summary>
    /// What a study measured, from its file, and the truth from <c>truth.table</c> or from the file <see cref="TruthName"/> beside it.
    /// </summary>
    /// <exception cref="UserException">It is no such file, or one of another study.</exception>
    public static ImmutableArray<StudiedArchitecture> Read(FidelitySettings settings, string path)
    {
        var layout = new StudyLayout(settings);
        var truth = TruthTable.Read(settings.Truth.Table ?? TruthBeside(path));
        var composition = new StudyComposition(settings);
        var lines = Lines(path);
        var header = lines.FirstOrDefault("").Split(',');
        var places = header.Index().DistinctBy(column => column.Item).ToDictionary(column => column.Item, column => column.Index);
        var names = Columns(layout);
        if (
            names.Prepend("parameters").Prepend("madds").Prepend("architecture").FirstOrDefault(name => !places.ContainsKey(name)) is
            { } lacking
        )
            throw Wrong(
                path,
                $"has no column {lacking}, which the study of these settings has; give the search file that it was made with"
            );
        var losses = names.All(name => places.ContainsKey(LossPrefix + name));
        if (!losses && layout.Arms.Any(arm => ProxyMetric.Of(arm.Proxy) == ProxyMetric.Loss))
            throw Wrong(path, "has no losses; give proxy.metric = accuracy");
        var (checkpoints, samples) = (layout.Supernets * layout.Checkpoints, layout.Samples.Length);
        return
        [
            .. lines
                .Skip(1)
                .Where(line => line.Length > 0)
                .Select(line =>
                {
                    var cells = line.Split(',');
                    if (cells.Length != header.Length)
                        throw Wrong(path, $"has {cells.Length} cells in the line of {cells[0]}, and {header.Length} columns");
                    string Cell(string name) => cells[places[name]];
                    var text = Cell("architecture");
                    if (!truth.TryGetValue(text, out var seeds))
                        throw Wrong(path, $"has {text}, of which the truth says nothing; give the truth of this study as truth.table");
                    ImmutableArray<double> Figures(string prefix, int first, int count) =>
                        [.. names.Skip(first).Take(count).Select(name => Number(path, text, Cell(prefix + name)))];
                    ImmutableArray<double> Losses(int first, int count) => losses ? Figures(LossPrefix, first, count) : [];
                    var rest = names.Length - checkpoints - samples;
                    return composition.Complete(
                        new StudiedArchitecture(
                            text,
                            (long)Number(path, text, Cell("madds")),
                            (long)Number(path, text, Cell("parameters")),
                            seeds,
                            Figures("", 0, checkpoints),
                            Figures("", checkpoints, samples),
                            Figures("", checkpoints + samples, rest)
                        )
                        {
                            CheckpointLosses = Losses(0, checkpoints),
                            SampleLosses = Losses(checkpoints, samples),
                            SameImageLosses = Losses(checkpoints + samples, rest),
                        }
                    );
                }),
        ];
    }

    /// <summary>The scores' columns in the order of the measurements.</summary>
    private static ImmutableArray<string> Columns(StudyLayout layout)
    {
        string SampleName(StudySample sample) => $"{layout.Arms[sample.Arm].Name}-{sample.Supernet}-{sample.Checkpoint}-{sample.Number}";
        return
        [
            .. Enumerable
                .Range(0, layout.Supernets * layout.Checkpoints)
                .Select(column => $"checkpoint-{column / layout.Checkpoints}-{column % layout.Checkpoints}"),
            .. layout.Samples.Select(SampleName),
            .. layout.SameImageSamples.Select(sample => "same-images-" + SampleName(sample)),
        ];
    }

    private static string TruthBeside(string path)
    {
        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, TruthName);
        return File.Exists(beside)
            ? beside
            : throw Wrong(path, $"has no file {TruthName} beside it, which has the truth by seed; give truth.table");
    }

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"{path}: cannot be read ({exception.Message.TrimEnd('.')}); give a study's {Name}.", exception);
        }
    }

    private static double Number(string path, string architecture, string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw Wrong(path, $"has '{cell}' in the line of {architecture}, which is no number");

    private static UserException Wrong(string path, string what) => new($"{path}: {what}.");
}
