namespace Actors.Devices;

/// <summary>A file that the task names is missing, or is not what it must be, and there is no other that would do.</summary>
internal sealed class DamagedBlobException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The search's data or settings cannot be used on this machine.</summary>
internal sealed class DataFaultException(string message, Exception inner) : Exception(message, inner);
