using Nas.Model.Methods.CrNas;
using Seed.Hocon;

namespace Seed.Methods.CrNas;

/// <summary>Checks of minibatches that are trained on in shards.</summary>
internal static class ShardChecks
{
    public static void Check(CrNasSettings settings, ProblemList problems)
    {
        var shards = settings.Detector.Shards;
        if (shards == 1 && settings.Backbone.Norm == "synchronised")
            problems.Add(
                "backbone.norm",
                "synchronised needs shards to synchronise, and detector.shards is 1; raise it, or set backbone.norm = plain"
            );
        Batch("stage-supernet", settings.StageSupernet.Batch, shards, problems);
        Batch("operation-supernet", settings.OperationSupernet.Batch, shards, problems);
        Batch("final", settings.Final.Batch, shards, problems);
        if (settings.StageLangevin.Samples > 0)
            Batch("stage-langevin", settings.StageLangevin.Batch, shards, problems);
        if (settings.OperationLangevin.Samples > 0)
            Batch("operation-langevin", settings.OperationLangevin.Batch, shards, problems);
    }

    private static void Batch(string section, int batch, int shards, ProblemList problems)
    {
        var key = $"{section}.batch";
        if (batch < shards)
            problems.Add(key, $"is {batch}, fewer images than detector.shards ({shards}); raise it to {shards}, or lower detector.shards");
        else if (batch % shards != 0)
            problems.Add(
                key,
                $"is {batch}, which detector.shards ({shards}) does not divide; take {batch - (batch % shards)} or {batch - (batch % shards) + shards}, or other shards"
            );
    }
}
