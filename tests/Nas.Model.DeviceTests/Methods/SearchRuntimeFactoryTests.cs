using Nas.Model.Execution;
using Nas.Model.Methods;
using Nas.Model.Methods.StNas;
using Nas.Model.Randomness;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Nas.Model.DeviceTests.Methods;

public sealed class SearchRuntimeFactoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("runtime").FullName;

    private static readonly StNasSettings Settings = new()
    {
        Name = "runtime",
        Data = new DataSettings { Name = "procedural", Validation = 2000 },
        Space = new SpaceSettings { Preset = "st-nas-fashion" },
        Supernet = new SupernetSettings { Steps = 2, Batch = 8 },
        Proxy = new ProxySettings
        {
            Images = 40,
            Batch = 20,
            RecalibrationBatches = 2,
            RecalibrationBatch = 8,
        },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_search_can_be_trained_and_scored_through_the_seam()
    {
        using var runtime = new SearchRuntimeFactory().Open(Settings);
        var weights = Path.Combine(_folder, "weights");
        using (var run = runtime.OpenTraining(new TrainingTask(PhaseNames.Supernet, 0, null, null, null)))
        {
            while (run.Step < run.TotalSteps)
                run.Advance();
            run.SaveWeights(weights);
        }
        var space = SearchSpaces.Open(Settings.Space);
        var architecture = space.Format(new ConstrainedSpace(space, CostRange.Any).Sample(RandomStream.For(1, "seam")));
        var evaluation = Assert.Single(runtime.Evaluate(new EvaluationTask(PhaseNames.Search, [architecture], "id", weights)));
        Assert.InRange(evaluation.Score, 0, 1);
        Assert.InRange(evaluation.Loss!.Value, 0.5, 20);

        using var other = new SearchRuntimeFactory().Open(Settings);
        Assert.Equal([evaluation], other.Evaluate(new EvaluationTask(PhaseNames.ChainSearch, [architecture], "id", weights)));
    }

    [Fact]
    public void Images_that_do_not_fit_the_space_are_refused_with_both_names()
    {
        var refusal = Assert.Throws<UserException>(() =>
            new SearchRuntimeFactory().Open(Settings with { Space = new SpaceSettings { Preset = "st-nas-cifar" } })
        );
        Assert.Contains("st-nas-cifar", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("procedural", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_classes_are_refused() =>
        Assert.Contains(
            "space.classes",
            Assert
                .Throws<UserException>(() =>
                    new SearchRuntimeFactory().Open(
                        Settings with
                        {
                            Space = new SpaceSettings { Preset = "st-nas-fashion", Classes = 4 },
                        }
                    )
                )
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_constraint_that_no_architecture_meets_is_infeasible() =>
        Assert.Throws<InfeasibleException>(() =>
            new SearchRuntimeFactory().Open(Settings with { Constraint = new ConstraintSettings { Madds = [1, 2] } })
        );

    [Fact]
    public void A_device_that_is_not_there_is_the_device_s_fault_and_no_other_s() =>
        Assert.Contains(
            "devices.kind",
            Assert
                .Throws<DeviceMissingException>(() =>
                    new SearchRuntimeFactory().Open(Settings with { Devices = new DeviceSettings { Kind = "cuda" } })
                )
                .Message,
            StringComparison.Ordinal
        );
}
