using Actors.Dispatch;
using Actors.Search.State;

namespace Actors.Search.Reading;

/// <summary>Shows a candidate with its result.</summary>
public static class CandidateViews
{
    public static CandidateView View(this CandidateResult result, string phase)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new CandidateView(
            phase,
            result.Index,
            result.Architecture,
            result.Madds,
            result.Parameters,
            result.Score,
            result.StandardError,
            result.Scores,
            result.Failure == TaskFailure.None ? null : result.Failure.ToString()
        )
        {
            BatchDivisor = result.BatchDivisor,
            Folds = result.Folds,
        };
    }
}
