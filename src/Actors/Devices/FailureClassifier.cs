using System.Runtime.InteropServices;
using Actors.Checkpoints;
using Actors.Dispatch;
using Akka.Actor;
using Nas.Model;
using Nas.Model.Execution;
using Nas.Model.Execution.BlackBox;

namespace Actors.Devices;

/// <summary>What an exception in a job means for the task.</summary>
internal static class FailureClassifier
{
    public static JobFailure Classify(Exception exception) => exception switch
    {
        ActorInitializationException or AggregateException when exception.InnerException is { } inner => Classify(inner),
        DivergedException => new(TaskFailure.NotANumber, exception.Message),
        CommandFailedException { Kind: CommandFailure.Exited } => new(TaskFailure.NativeCrash, exception.Message),
        CommandFailedException { Kind: CommandFailure.Silent } => new(TaskFailure.Stuck, exception.Message),
        CommandFailedException => new(TaskFailure.Error, exception.Message),
        OutOfMemoryException => new(TaskFailure.OutOfMemory, FirstLine(exception)),
        // libtorch has one kind of exception for everything; its allocators say this.
        ExternalException when IsAllocation(exception.Message) => new(TaskFailure.OutOfMemory, FirstLine(exception)),
        // A CUDA context that failed once fails every call after it: the next tasks would be blamed for it.
        ExternalException when IsOfCuda(exception.Message) => new(TaskFailure.DeviceFault, FirstLine(exception), DeviceUnfit: true),
        StoreUnwritableException => new(TaskFailure.StoreUnwritable, exception.Message),
        DataFaultException => new(TaskFailure.DataFault, exception.Message),
        DamagedBlobException => new(TaskFailure.DamagedBlob, exception.Message),
        // A damaged file that is no blob (those were verified) is one of the data.
        UserException => new(TaskFailure.DataFault, exception.Message),
        // Of reading: to work on different data, or to blame the candidate for a disk, would change the answer.
        IOException or UnauthorizedAccessException => new(TaskFailure.DataFault, FirstLine(exception)),
        _ => new(TaskFailure.Error, $"{exception.GetType().Name}: {FirstLine(exception)}"),
    };

    private static bool IsAllocation(string message) =>
        message.Contains("out of memory", StringComparison.OrdinalIgnoreCase) || message.Contains("can't allocate memory", StringComparison.Ordinal);

    private static bool IsOfCuda(string message) =>
        message.Contains("CUDA error", StringComparison.Ordinal) || message.Contains("cuDNN error", StringComparison.Ordinal);

    private static string FirstLine(Exception exception) => exception.Message.Split('\n')[0].TrimEnd();
}
