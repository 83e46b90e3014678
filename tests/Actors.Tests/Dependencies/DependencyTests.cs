using System.Reflection;
using Actors.Search;
using Nas.Model.Spaces;
using NetArchTest.Rules;

namespace Actors.Tests.Dependencies;

/// <summary>Dependencies point one way, and each side knows only what it must.</summary>
public class DependencyTests
{
    /// <summary>Strategies that are actors of a plug-in, and what makes one look like any other.</summary>
    private const string ActorStrategies = "Actors.Strategies.ActorStrategies";

    private static readonly Assembly Science = typeof(ISearchSpace).Assembly;
    private static readonly Assembly Actors = typeof(SearchActor).Assembly;

    [Fact]
    public void The_science_knows_no_actors() =>
        Holds(Types.InAssembly(Science).ShouldNot().HaveDependencyOnAny("Akka", "Actors", "ProtoBuf"));

    [Fact]
    public void The_system_knows_no_tensors() => Holds(Types.InAssembly(Actors).ShouldNot().HaveDependencyOnAny("TorchSharp", "SkiaSharp"));

    [Fact]
    public void Only_the_bucket_knows_the_SDK_of_buckets()
    {
        const string Buckets = "Actors.Checkpoints.Buckets";
        Holds(Types.InAssembly(Actors).That().DoNotResideInNamespaceStartingWith(Buckets).ShouldNot().HaveDependencyOn("Amazon"));
        Assert.NotEmpty(Types.InAssembly(Actors).That().ResideInNamespaceStartingWith(Buckets).And().HaveDependencyOn("Amazon").GetTypes());
    }

    /// <summary>Nor does what remembers, plans and tells.</summary>
    [Fact]
    public void What_decides_knows_no_actor_system() =>
        Holds(
            Types
                .InAssembly(Actors)
                .That()
                .ResideInNamespaceMatching(@"^Actors\.(Strategies|Search\.(State|Planning|PluginPhases|Methods|Deciding|Reading))(\.|$)")
                .And()
                .DoNotResideInNamespace(ActorStrategies)
                .ShouldNot()
                .HaveDependencyOn("Akka")
        );

    [Fact]
    public void The_simulation_knows_no_actor_system() =>
        Holds(
            Types
                .InAssembly(Actors)
                .That()
                .ResideInNamespaceStartingWith("Actors.Simulation")
                .ShouldNot()
                .HaveDependencyOnAny("Akka", "Actors.Search.SearchActor", "Actors.Devices.DeviceActor", "Actors.Dispatch.DispatcherActor")
        );

    [Fact]
    public void Strategies_know_neither_clock_nor_global_random_numbers()
    {
        Holds(
            Types
                .InAssembly(Actors)
                .That()
                .ResideInNamespaceStartingWith("Actors.Strategies")
                .And()
                .DoNotResideInNamespace(ActorStrategies)
                .ShouldNot()
                .HaveDependencyOnAny(
                    "System.Random",
                    "System.DateTime",
                    "System.DateTimeOffset",
                    "System.TimeProvider",
                    "System.Threading.Tasks"
                )
        );
    }

    private static void Holds(ConditionList rule)
    {
        var result = rule.GetResult();
        Assert.True(result.IsSuccessful, string.Join(", ", result.FailingTypes?.Select(type => type.FullName) ?? []));
    }
}
