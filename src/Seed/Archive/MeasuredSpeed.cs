using Actors.Archive;
using Actors.Simulation;
using Nas.Model;

namespace Seed.Archive;

/// <summary>The speed of a search's work, measured from its journal.</summary>
public static class MeasuredSpeed
{
    /// <summary>
    /// The means over all steps of finished training runs, where there are any, and all evaluations. A run that was interrupted tells only
    /// of its last part.
    /// </summary>
    /// <exception cref="UserException">The search has finished no training run or no evaluation yet.</exception>
    public static async Task<WorkSpeed> OfAsync(string directory)
    {
        var steps = (await SearchArchive.ViewAsync(SearchSource.In(directory))).Runs.ToDictionary(
            run => (run.Phase, run.Run),
            run => run.TotalSteps
        );
        var (trained, stepSeconds, evaluations, evaluationSeconds) = (0L, 0.0, 0L, 0.0);
        await foreach (var entry in SearchReader.In(directory).HistoryAsync(verbose: true))
        {
            if (entry is { Kind: "run", Trace: { Seconds: > 0, Lost: 0, Attempts: 0 } run })
            {
                trained += steps[(entry.Phase!, entry.Index!.Value)];
                stepSeconds += run.Seconds;
            }
            else if (entry is { Kind: "candidate", Scores: { Length: > 0 } scores, Trace: { Seconds: > 0 } candidate })
            {
                evaluations += scores.Length;
                evaluationSeconds += candidate.Seconds;
            }
        }
        if (evaluations == 0 || (trained == 0 && steps.Count > 0))
            throw new UserException(
                $"{directory}: has no finished training run and evaluation to measure; name a search that got further, or give --step-seconds and --evaluation-seconds"
            );
        return new WorkSpeed { StepSeconds = stepSeconds / Math.Max(1, trained), EvaluationSeconds = evaluationSeconds / evaluations };
    }
}
