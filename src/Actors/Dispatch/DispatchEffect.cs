using Actors.Serialization;

namespace Actors.Dispatch;

/// <summary>An action that the book wants done: the dispatcher sends it.</summary>
public abstract record DispatchEffect;

public sealed record ToDevice(string Device, IWireMessage Message) : DispatchEffect;

public sealed record ToSearch(ISearchMessage Message) : DispatchEffect;

/// <summary>The device is out of the book; nobody watches it any more.</summary>
public sealed record ForgetDevice(string Device) : DispatchEffect;
