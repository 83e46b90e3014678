using System.Globalization;
using Seed.Output;

namespace Seed.Commands;

/// <summary>Simulations in words.</summary>
public static class SimulationText
{
    public static string Of(SimulationView view)
    {
        var heading = string.Create(
            CultureInfo.InvariantCulture,
            $"{view.Search} on {view.Nodes} control {Plural(view.Nodes, "node")} and {view.Devices} {Plural(view.Devices, "device")}: {view.StepSeconds:0.####} s for a training step, {view.EvaluationSeconds:0.####} s for an evaluation"
        );
        return heading + Environment.NewLine + Environment.NewLine + (view.Runs is [var run] ? One(run) : Many(view));
    }

    private static string One(SimulatedRunView run)
    {
        var phases = new TextTable("phase", "begins", "ends", "devices busy");
        foreach (var phase in run.Phases)
            phases.Add(phase.Phase, Time(phase.BeganSeconds), Time(phase.EndedSeconds), Percent(phase.Busy));
        var faults = run.Faults.Count == 0 ? "none" : string.Join(", ", run.Faults.Select(fault => $"{fault.Key} {fault.Value}"));
        List<string> lines =
        [
            run.MakespanSeconds is { } makespan
                ? $"takes {Time(makespan)}; {Time(run.UndisturbedSeconds)} if nothing goes wrong ({(makespan / run.UndisturbedSeconds) - 1:+0 %;-0 %;0 %})"
                : $"does not finish; takes {Time(run.UndisturbedSeconds)} if nothing goes wrong",
            $"devices are busy {Percent(run.Busy)} of their time; {Time(run.LostSeconds)} of device time is lost",
            $"faults: {faults}",
            $"{run.Retried} tries ended without a result, {run.Failovers} failovers, {run.RefusedWrites} writes refused, {run.LateResults} late results not counted",
            "",
            phases.ToString().TrimEnd(),
            "",
            run.Failure is { } failure
                ? $"the search fails: {failure}"
                : $"winner: {(run.Winner is { } winner ? $"{winner.Phase} {winner.Index}, {winner.Architecture}" : "none")} (its score is made up)",
            run.SameHistory switch
            {
                true => "history: byte for byte that of the undisturbed search",
                false => "history: NOT that of the undisturbed search",
                null => "history: not comparable, for results are taken in the order of arrival",
            },
            $"seed {run.Seed}, fingerprint {run.Fingerprint}",
        ];
        if (run.FaultsStoppedSeconds is { } stopped)
            lines.Insert(1, $"too much went wrong for it to finish: nothing any more after {Time(stopped)}");
        return string.Join(Environment.NewLine, lines);
    }

    private static string Many(SimulationView view)
    {
        var table = new TextTable(
            "seed",
            "takes",
            "undisturbed",
            "busy",
            "lost",
            "faults",
            "retried",
            "failovers",
            "same history",
            "promises broken"
        );
        foreach (var run in view.Runs)
        {
            table.Add(
                run.Seed,
                run.MakespanSeconds is { } makespan ? Time(makespan) : "unfinished",
                Time(run.UndisturbedSeconds),
                Percent(run.Busy),
                Time(run.LostSeconds),
                run.Faults.Values.Sum(),
                run.Retried,
                run.Failovers,
                run.SameHistory switch
                {
                    true => "yes",
                    false => "NO",
                    null => "",
                },
                run.Violations.Length
            );
        }
        double[] finished = [.. view.Runs.Select(run => run.MakespanSeconds).OfType<double>().Order()];
        var summary =
            finished.Length == 0
                ? "none finished"
                : $"takes {Time(finished[finished.Length / 2])} in the middle, {Time(finished[0])} at best, {Time(finished[^1])} at worst";
        return $"{table}{Environment.NewLine}{summary}";
    }

    private static string Percent(double share) => share.ToString("0 %", CultureInfo.InvariantCulture);

    private static string Plural(int count, string word) => count == 1 ? word : word + "s";

    private static string Time(double seconds)
    {
        var time = TimeSpan.FromSeconds(seconds);
        var days = time.Days > 0 ? $"{time.Days} d " : "";
        return days + time.ToString("h\\:mm\\:ss", CultureInfo.InvariantCulture);
    }
}
