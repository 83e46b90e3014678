using System.Text.Json;
using Testing;

namespace Seed.Tests.Commands;

[Trait("Length", "Long")]
public class SimulateCommandTests
{
    private const string Faults =
        "crash=20/hour,control-crash=10/hour,partition=20/hour,disk-full=5/hour,clock-jump=5/hour,loss=0.02,straggler=0.02,out-of-memory=0.05";

    private static readonly string QuickStart = File("quickstart");

    [Fact]
    public async Task A_disturbed_search_takes_longer_and_has_the_history_of_the_undisturbed_one()
    {
        var run = await OneAsync(QuickStart, "--nodes", "3", "--devices", "6", "--faults", Faults, "--seed", "7");

        Assert.True(run.GetProperty("sameHistory").GetBoolean());
        Assert.Empty(run.GetProperty("violations").EnumerateArray());
        Assert.True(run.GetProperty("makespanSeconds").GetDouble() > run.GetProperty("undisturbedSeconds").GetDouble());
        Assert.True(run.GetProperty("lostSeconds").GetDouble() > 0);
        Assert.True(run.GetProperty("retried").GetInt32() > 0);
        Assert.True(run.GetProperty("failovers").GetInt32() > 0);
        Assert.True(run.GetProperty("faults").GetProperty("crash").GetInt32() > 0);
        Assert.InRange(run.GetProperty("busy").GetDouble(), 0.01, 1);
        Assert.Equal(
            ["supernet", "samples", "search", "finals-1", "finals-2", "finals-rung-2", "finals-winner"],
            run.GetProperty("phases").EnumerateArray().Select(phase => phase.GetProperty("phase").GetString()).Take(7)
        );
        Assert.Equal("finals-winner", run.GetProperty("winner").GetProperty("phase").GetString());
    }

    [Fact]
    public async Task The_replaying_line_does_exactly_the_same_again()
    {
        string[] line =
        [
            "simulate",
            QuickStart,
            "--set",
            "strategy.candidates=30",
            "--devices",
            "4",
            "--faults",
            Faults,
            "--runs",
            "2",
            "--json",
        ];
        var second = (await Shell.RunAsync(line)).Json.GetProperty("runs")[1];
        var replay = second.GetProperty("replay").GetString()!;
        Assert.StartsWith("langevin simulate ", replay, StringComparison.Ordinal);
        Assert.EndsWith("--seed 2", replay, StringComparison.Ordinal);

        var again = await Shell.RunAsync([.. replay.Split(' ')[1..], "--json"]);

        Assert.Equal(second.ToString(), again.Json.GetProperty("runs")[0].ToString());
    }

    [Fact]
    public async Task More_devices_that_are_faster_take_less_time()
    {
        var (few, many) = (await OneAsync(QuickStart, "--devices", "2"), await OneAsync(QuickStart, "--devices", "8"));
        var fast = await OneAsync(QuickStart, "--devices", "8", "--step-seconds", "0.01", "--evaluation-seconds", "0.2");

        Assert.True(many.GetProperty("makespanSeconds").GetDouble() < few.GetProperty("makespanSeconds").GetDouble());
        Assert.True(fast.GetProperty("makespanSeconds").GetDouble() < many.GetProperty("makespanSeconds").GetDouble() / 3);
        Assert.Equal(few.GetProperty("winner").ToString(), fast.GetProperty("winner").ToString());
    }

    [Fact]
    public async Task Words_for_people_say_how_long_it_takes_and_what_is_lost()
    {
        var said = await Shell.RunAsync("simulate", File("cr-nas-quickstart"), "--devices", "4", "--faults", "crash=30/hour");

        Assert.Equal((0, ""), (said.Code, said.Error));
        foreach (
            var word in new[]
            {
                "4 devices",
                "if nothing goes wrong",
                "device time is lost",
                "faults: crash ",
                "byte for byte",
                "operation-search",
                "seed 1",
            }
        )
        {
            Assert.Contains(word, said.Out, StringComparison.Ordinal);
        }
        var table = await Shell.RunAsync("simulate", QuickStart, "--runs", "3");
        Assert.Contains("at worst", table.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("crahs=2/day", "--faults crahs: there is no such fault; did you mean crash?")]
    [InlineData("fire=2/day", "--faults fire: there is no such fault; there are crash, control-crash")]
    [InlineData("crash=2", "--faults crash=2: must say how often, as in crash=2/day")]
    [InlineData("crash=2/year", "--faults crash=2/year: must say how often, as in crash=2/day")]
    [InlineData("loss=2", "--faults loss=2: must be a share from 0 to 1, as in loss=0.01")]
    [InlineData("loss", "--faults loss: must be a share from 0 to 1, as in loss=0.01")]
    [InlineData("out-of-memory=0.7,native-crash=0.7", "together at most 1")]
    public async Task Faults_that_cannot_be_read_are_a_users_mistake(string faults, string sentence)
    {
        var said = await Shell.RunAsync("simulate", QuickStart, "--faults", faults);

        Assert.Equal((2, ""), (said.Code, said.Out));
        Assert.Contains(sentence, said.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--nodes", "0")]
    [InlineData("--devices", "0")]
    [InlineData("--runs", "0")]
    [InlineData("--step-seconds", "0")]
    [InlineData("--evaluation-seconds", "-1")]
    public async Task Numbers_out_of_range_are_a_users_mistake(string option, string value)
    {
        var said = await Shell.RunAsync("simulate", QuickStart, option, value);

        Assert.Equal((2, ""), (said.Code, said.Out));
        Assert.Contains($"{option} {value}: must be ", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_constraint_that_no_architecture_meets_is_exit_code_3() =>
        Assert.Equal(3, (await Shell.RunAsync("simulate", QuickStart, "--set", "constraint.madds=[10,20]")).Code);

    private static async Task<JsonElement> OneAsync(params string[] arguments)
    {
        var said = await Shell.RunAsync(["simulate", .. arguments, "--json"]);
        Assert.Equal((0, ""), (said.Code, said.Error));
        return said.Json.GetProperty("runs")[0];
    }

    private static string File(string name) => Path.Combine(TestData.Repository, "hocon", "searches", name + ".conf");
}
