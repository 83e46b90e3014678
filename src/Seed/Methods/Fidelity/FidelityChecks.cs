using Nas.Model;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Proxies;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Seed.Hocon;
using Seed.Methods.Shared;
using Seed.Methods.StNas;

namespace Seed.Methods.Fidelity;

/// <summary>Checks of a fidelity study.</summary>
internal static class FidelityChecks
{
    public static FidelitySettings Complete(FidelitySettings settings, ProblemList problems)
    {
        settings = settings with
        {
            Data = ClassifiedDataChecks.Complete("data", settings.Data, problems),
            Space = StNasChecks.CheckShared(settings.Search(settings.Langevin, settings.Proxy), problems).Completed,
            Proxy = WithoutUsual(ProxyChecks.Complete(settings.Proxy, problems)),
        };
        TrainingChecks.Warmup("truth", settings.Truth, problems);
        if (settings.Langevin.Samples < 2)
            problems.Add("langevin.samples", "must be at least 2: a study compares the mean over samples with one checkpoint");
        if (settings.Langevin.Temperature == 0)
            problems.Add("langevin.temperature", "must not be 0: the chain without noise is one of the study's baselines anyway");
        if (settings.Fidelity.Checkpoints > settings.Supernet.Steps)
            problems.Add("fidelity.checkpoints", $"must not exceed supernet.steps ({settings.Supernet.Steps}); lower it");
        CheckArms(settings, problems);
        if (problems.IsEmpty)
            CheckTruth(settings, problems);
        return settings;
    }

    /// <summary>The usual metric of a study is not written, so that studies from before there was one keep their names.</summary>
    private static ProxySettings WithoutUsual(ProxySettings proxy) =>
        proxy.Metric == ProxyMetric.Accuracy ? proxy with { Metric = null } : proxy;

    /// <summary>The table knows every architecture of the study.</summary>
    private static void CheckTruth(FidelitySettings settings, ProblemList problems)
    {
        if (settings.Truth.Costs is { } costs && (costs.Length != 2 || costs[0] > costs[1]))
        {
            problems.Add("truth.costs", "must be two numbers, the least cost and the greatest, such as [48M, 62M]");
            return;
        }
        if (settings.Truth.Table is not { } path)
        {
            if (settings.Truth.Costs is not null)
                problems.Add("truth.costs", "are those of a table, and there is none; set truth.table, or remove truth.costs");
            return;
        }
        try
        {
            var table = TruthTable.Read(path);
            var space = SearchSpaces.Open(settings.Space);
            var range = settings.Constraint.Madds is { } madds ? new CostRange(madds[0], madds[1]) : CostRange.Any;
            var lacking = new StudyLayout(settings)
                .ArchitecturesOf(new ConstrainedSpace(space, range))
                .Select(space.Format)
                .FirstOrDefault(text => !table.ContainsKey(text));
            if (lacking is not null)
                problems.Add(
                    "truth.table",
                    $"{path} has no line for {lacking}, which is an architecture of the study; give a table of the space {space.Name}"
                );
        }
        catch (UserException exception)
        {
            problems.Add("truth.table", exception.Message[(exception.Message.IndexOf(' ', StringComparison.Ordinal) + 1)..].TrimEnd('.'));
        }
    }

    private static void CheckArms(FidelitySettings settings, ProblemList problems)
    {
        try
        {
            var layout = new StudyLayout(settings);
            foreach (var arm in layout.Arms.Where(arm => arm.Proxy != settings.Proxy))
                CheckProxy(arm, problems);
            var images = layout.AllAtOnce.Images;
            if (images > settings.Data.Validation)
                problems.Add(
                    "data.validation",
                    $"is {settings.Data.Validation}, and the one-checkpoint proxy at the cost of all samples sees langevin.samples x proxy.images = {images} images; raise it, or lower one of those"
                );
        }
        catch (UserException exception)
        {
            problems.Add(exception);
        }
    }

    private static void CheckProxy(StudyArm arm, ProblemList problems)
    {
        try
        {
            _ = ImageProxies.Catalog.ReadOptions(arm.Proxy.Kind, arm.Proxy.Options);
        }
        catch (UserException exception)
        {
            problems.Add(exception, $"fidelity.arms.{arm.Name}.");
        }
    }
}
