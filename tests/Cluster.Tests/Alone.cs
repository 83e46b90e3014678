namespace Cluster.Tests;

/// <summary>Tests of whole clusters run alone, after the others: they are timed, and have work for both cores.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class Alone;
