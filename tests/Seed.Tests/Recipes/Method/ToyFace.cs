using System.Collections.Immutable;
using System.Numerics;
using Seed.Hocon;
using Seed.Methods.Shared;
using Seed.Output;
using Seed.Results;
using Seed.Results.Html;
using Seed.Results.Plots;

namespace Seed.Tests.Recipes.Method;

internal sealed class ToyFace() : MethodFace<ToySettings>(ToySettings.MethodName)
{
    protected override ToySettings Complete(ToySettings settings, ProblemList problems)
    {
        if (settings.Wanted > settings.Switches)
            problems.Add("wanted", $"must not exceed switches ({settings.Switches}), but is {settings.Wanted}; lower it");
        return settings with
        {
            Strategy = settings.Strategy with { Options = StrategyChecks.Options("strategy", settings.Strategy, problems) },
        };
    }

    protected override RunPlan Plan(ToySettings settings) =>
        new ToyPlan(settings.Name, new ToySpaces(settings).Space.Count, settings.Strategy.Candidates);

    protected override ISearchResult Result(ToySettings settings, SearchOutcome outcome) => new ToyResult(settings, outcome);
}

internal sealed record ToyPlan(string Name, BigInteger Architectures, int Candidates) : RunPlan
{
    public override string InWords() => $"{Name}: {Candidates} of {Architectures} settings of the switches";
}

internal sealed class ToyResult(ToySettings settings, SearchOutcome outcome) : ISearchResult
{
    public SearchOutcome Outcome => outcome;

    public string Sentence =>
        outcome.View.Best is { } best
            ? $"With {best.Architecture} the score of {settings.Switches} switches is {best.Score:0.00}."
            : "No switch has been touched yet.";

    public IEnumerable<string> Trained => [];

    public string? TrainedTable => null;

    public object TrainedNumbers => ImmutableArray<string>.Empty;

    public object Metrics => new ToyMetrics(outcome.View.Best?.Score);

    public string? Weights => null;

    public ImmutableArray<Plot> Plots => [ProxyPlots.BestSoFar(outcome.Candidates)];

    public IEnumerable<FileContent> Files => [FileContent.Text("switches.txt", outcome.View.Best?.Architecture + "\n")];

    public ReportParts Report =>
        new([($"{settings.Switches}", "switches")], Markup.Empty, Markup.Empty, Plots, Markup.Empty, ["This is a toy."]);

    private sealed record ToyMetrics(double? Score);
}
