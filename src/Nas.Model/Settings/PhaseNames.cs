namespace Nas.Model.Settings;

/// <summary>Names of the phases, as they appear in journals, files and on the terminal.</summary>
public static class PhaseNames
{
    public const string Supernet = "supernet";
    public const string Samples = "samples";
    public const string Search = "search";
    public const string ChainSearch = "chain-search";
    public const string Retrain = "retrain";

    /// <summary>Begins the names of the phases in which the best candidates are tried out.</summary>
    public const string Finals = "finals";

    /// <summary>The same of chain-only architectures.</summary>
    public const string ChainFinals = "chain-finals";

    /// <summary>Random architectures, trained as long as the winner, as many as the search's own work pays for.</summary>
    public const string RandomSearch = "random-search";

    /// <summary>
    /// No phase of a method, but work that phases of plug-ins may order: architectures trained from scratch, and measured on validation
    /// images alone.
    /// </summary>
    public const string Trial = "trial";

    public const string Truth = "truth";
    public const string CheckpointScores = "checkpoint-scores";
    public const string SampleScores = "sample-scores";
    public const string SameImageScores = "same-image-scores";

    public const string Pretraining = "pretraining";
    public const string StageSupernet = "stage-supernet";
    public const string StageSamples = "stage-samples";
    public const string StageSearch = "stage-search";

    /// <summary>What the stage search found, beside the unmodified backbone.</summary>
    public const string StageComparison = "stage-comparison";

    public const string OperationSupernet = "operation-supernet";
    public const string OperationSamples = "operation-samples";
    public const string OperationSearch = "operation-search";

    /// <summary>What the operation search found, beside the undilated network.</summary>
    public const string OperationComparison = "operation-comparison";

    /// <summary>Whether a phase scores what a search found beside what it started from.</summary>
    public static bool IsComparison(string phase) => phase is StageComparison or OperationComparison;

    public const string FinalPretraining = "final-pretraining";
    public const string Final = "final";
    public const string Transfer = "transfer";
}
