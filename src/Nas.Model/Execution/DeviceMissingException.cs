namespace Nas.Model.Execution;

/// <summary>
/// The kind of device that the search needs is not there, or is there no more: a fault of the device, and of no other on its machine.
/// </summary>
public sealed class DeviceMissingException(string message) : Exception(message);
