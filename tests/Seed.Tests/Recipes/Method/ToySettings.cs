using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Nas.Model.Settings;

namespace Seed.Tests.Recipes.Method;

/// <summary>A toy problem: it knows how many of its switches should be on, and searches for them.</summary>
internal sealed record ToySettings : SearchSettings
{
    public const string MethodName = "toy";

    [JsonPropertyOrder(-2), AllowedValues(MethodName)]
    public override string Method { get; init; } = MethodName;

    [Range(1, 20)]
    public int Switches { get; init; } = 4;

    /// <summary>An architecture with so many switches on has the score 1.</summary>
    [Range(0, 20)]
    public int Wanted { get; init; } = 1;

    public StrategySettings Strategy { get; init; } = new();

    public override string? CostUnit => null;

    public override SearchSettings WithSmallerProxyBatches(int divisor) => this;
}
