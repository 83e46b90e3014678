global using Xunit;

// A test of one search runs a control process and one device, which mostly keep one core busy: two at a time.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
[assembly: Trait("Kind", "Process")]
