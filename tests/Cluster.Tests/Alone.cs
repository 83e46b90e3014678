namespace Cluster.Tests;

/// <summary>Tests that are timed run alone, after the others.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class Alone;
