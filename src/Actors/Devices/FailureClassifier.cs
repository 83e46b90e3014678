using System.Runtime.InteropServices;
using Actors.Checkpoints;
using Actors.Dispatch;
using Akka.Actor;
using Nas.Model;
using Nas.Model.Execution;

namespace Actors.Devices;

/// <summary>Tells what an exception in a job means for the task.</summary>
internal static class FailureClassifier
{
    public static JobFailure Classify(Exception exception) =>
        exception switch
        {
            ActorInitializationException or AggregateException when exception.InnerException is { } inner => Classify(inner),
            DivergedException => new(TaskFailure.NotANumber, exception.Message),
            CommandFailedException { Kind: CommandFailure.Exited } => new(TaskFailure.NativeCrash, exception.Message),
            CommandFailedException { Kind: CommandFailure.Silent } => new(TaskFailure.Stuck, exception.Message),
            CommandFailedException => new(TaskFailure.Error, exception.Message),
            OutOfMemoryException => new(TaskFailure.OutOfMemory, FirstLine(exception)),
            DeviceMissingException => new(TaskFailure.DeviceMissing, exception.Message),
            // libtorch has one kind of exception for everything; its allocators say this. What libraries allocate beside its cache lacks
            // what the cache holds, which only the end of the process gives back: the next tasks would be blamed for it.
            ExternalException when IsAllocation(exception.Message) => new(
                TaskFailure.OutOfMemory,
                $"{FirstLine(exception).TrimEnd('.')}; a smaller batch of the phase takes less memory",
                DeviceUnfit: IsBesideCache(exception.Message)
            ),
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

    /// <summary>cuDNN finds no engine, or no valid algorithm, where there is no room for the workspace of any.</summary>
    private static bool IsAllocation(string message) =>
        message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
        || message.Contains("can't allocate memory", StringComparison.Ordinal)
        || message.Contains("unable to find an engine", StringComparison.Ordinal)
        || message.Contains("Unable to find a valid cuDNN algorithm", StringComparison.Ordinal)
        || IsBesideCache(message);

    /// <summary>
    /// The codes of cuBLAS, cuDNN, cuSOLVER and cuSPARSE: CUBLAS_STATUS_ALLOC_FAILED, CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED,
    /// ...
    /// </summary>
    private static bool IsBesideCache(string message) =>
        message.Contains("ALLOC_FAILED", StringComparison.Ordinal) || message.Contains("ALLOCATION_FAILED", StringComparison.Ordinal);

    private static bool IsOfCuda(string message) =>
        message.Contains("CUDA error", StringComparison.Ordinal) || message.Contains("cuDNN error", StringComparison.Ordinal);

    private static string FirstLine(Exception exception) => exception.Message.Split('\n')[0].TrimEnd();
}
