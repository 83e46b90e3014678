using System.Reflection;
using Actors.Serialization;

namespace Actors.Dispatch;

/// <summary>
/// Tells a repeated report from every other report of its task. Both ends of the protocol compute it: it is never parsed.
/// </summary>
public static class ReportKey
{
    /// <exception cref="ArgumentException">Progress is volatile: it is neither repeated nor accepted.</exception>
    public static string Of(ITaskReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return report switch
        {
            CheckpointStored stored => Key(stored, stored.Step),
            SampleStored stored => Key(stored, stored.Sample),
            TrainingFinished finished => Key(finished),
            EvaluationFinished finished => Key(finished),
            TaskFailed failed => Key(failed, failed.Token),
            _ => throw new ArgumentException($"{report.GetType().Name} is not a report that is accepted.", nameof(report)),
        };
    }

    private static string Key<T>(T report, long? number = null)
        where T : ITaskReport
    {
        var manifest = report.GetType().GetCustomAttribute<ManifestAttribute>()!.Name;
        return number is { } n ? $"{manifest}:{n}" : manifest;
    }
}
