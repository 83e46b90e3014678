using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Nas.Model;
using Nas.Model.Execution;
using Nas.Model.Methods.Shared;
using Nas.Model.Spaces;
using Nas.Model.Spaces.BlackBox;

namespace Seed.Tests.Recipes.Method;

internal sealed class ToyScience() : MethodScience<ToySettings>(ToySettings.MethodName)
{
    protected override IPhaseSpaces Spaces(ToySettings settings) => new ToySpaces(settings);

    protected override ISearchRuntime Open(ToySettings settings, RuntimeMeans means) => new ToyRuntime(settings);
}

internal sealed class ToySpaces(ToySettings settings) : IPhaseSpaces
{
    public const string On = "on";

    public ISearchSpace Space { get; } =
        new DeclaredSpace(
            "switches",
            new JsonObject(
                Enumerable
                    .Range(0, settings.Switches)
                    .Select(number => KeyValuePair.Create($"s{number}", (JsonNode?)new JsonArray("off", On)))
            )
        );

    public ConstrainedSpace Open(string name, CostRange range) =>
        name == SpacePart.Whole ? new(Space, range) : throw new UserException($"A toy has no space named {name}.");
}

internal sealed class ToyRuntime(ToySettings settings) : ISearchRuntime
{
    private readonly ISearchSpace _space = new ToySpaces(settings).Space;

    public ITrainingRun OpenTraining(TrainingTask task) => throw new InvalidOperationException("A toy trains nothing.");

    public ImmutableArray<Evaluation> Evaluate(EvaluationTask task) =>
        [.. task.Architectures.Select(text => new Evaluation(Score(_space.Parse(text)), null))];

    public void Dispose() { }

    private double Score(Architecture architecture)
    {
        var on = _space.Format(architecture).Split(',').Count(part => part.EndsWith("=" + ToySpaces.On, StringComparison.Ordinal));
        return 1 - (Math.Abs(on - settings.Wanted) / (double)settings.Switches);
    }
}
