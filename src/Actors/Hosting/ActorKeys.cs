namespace Actors.Hosting;

// Keys of the actor registry.

/// <summary>The way to the searches: the shard region, or a proxy of it on nodes without searches.</summary>
public sealed class Searches
{
    public const string TypeName = "search";
}

/// <summary>The way to the dispatcher: a proxy of the singleton.</summary>
public sealed class Dispatcher
{
    public const string Name = "dispatcher";
}

/// <summary>The node's checkpoint actor.</summary>
public sealed class Checkpoints;
