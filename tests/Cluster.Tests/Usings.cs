global using Xunit;

// Each test runs a control process and its device processes: one at a time is enough for two cores.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
