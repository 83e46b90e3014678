using System.Runtime.InteropServices;
using Actors.Checkpoints;
using Actors.Devices;
using Actors.Dispatch;
using Nas.Model;
using Nas.Model.Execution;

namespace Actors.Tests.Devices;

public class FailureClassifierTests
{
    public static TheoryData<Exception, TaskFailure> Cases =>
        new()
        {
            { new DivergedException("loss NaN"), TaskFailure.NotANumber },
            { new OutOfMemoryException(), TaskFailure.OutOfMemory },
            { new ExternalException("CUDA out of memory. Tried to allocate 2.00 GiB"), TaskFailure.OutOfMemory },
            {
                new ExternalException("[enforce fail at alloc_cpu.cpp:127] DefaultCPUAllocator: can't allocate memory"),
                TaskFailure.OutOfMemory
            },
            {
                new ExternalException("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"),
                TaskFailure.OutOfMemory
            },
            { new ExternalException("cuDNN error: CUDNN_STATUS_ALLOC_FAILED"), TaskFailure.OutOfMemory },
            { new ExternalException("cuDNN error: CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED"), TaskFailure.OutOfMemory },
            { new ExternalException("GET was unable to find an engine to execute this computation"), TaskFailure.OutOfMemory },
            { new ExternalException("Unable to find a valid cuDNN algorithm to run convolution"), TaskFailure.OutOfMemory },
            { new ExternalException("mat1 and mat2 shapes cannot be multiplied"), TaskFailure.Error },
            { new ExternalException("CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling `cublasSgemm`"), TaskFailure.DeviceFault },
            { new DeviceMissingException("devices.kind is cuda"), TaskFailure.DeviceMissing },
            { StoreUnwritableException.For("/store", new IOException("No space left on device")), TaskFailure.StoreUnwritable },
            { new DataFaultException("no images", new UserException("no images")), TaskFailure.DataFault },
            { new UserException("no images"), TaskFailure.DataFault },
            { new DamagedFileException("image 7 cannot be read"), TaskFailure.DataFault },
            { new IOException("Input/output error"), TaskFailure.DataFault },
            { new UnauthorizedAccessException("Access to the path is denied"), TaskFailure.DataFault },
            { new DamagedBlobException("missing"), TaskFailure.DamagedBlob },
            { new AggregateException(new DivergedException("loss NaN")), TaskFailure.NotANumber },
            { new CommandFailedException(CommandFailure.Exited, "score.py ended"), TaskFailure.NativeCrash },
            { new CommandFailedException(CommandFailure.Silent, "score.py did not answer"), TaskFailure.Stuck },
            { new CommandFailedException(CommandFailure.Nonsense, "score.py wrote 'x'"), TaskFailure.Error },
            { new CommandFailedException(CommandFailure.Refused, "score.py: too wide"), TaskFailure.Error },
            { new InvalidOperationException("odd"), TaskFailure.Error },
        };

    [Theory, MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Every_exception_means_one_failure(Exception exception, TaskFailure expected) =>
        Assert.Equal(expected, FailureClassifier.Classify(exception).Kind);

    [Theory]
    [InlineData("CUDA error: an illegal memory access was encountered", true)]
    [InlineData("cuDNN error: CUDNN_STATUS_EXECUTION_FAILED", true)]
    [InlineData("CUDA error: out of memory", false)]
    [InlineData("CUDA out of memory. Tried to allocate 2.00 GiB", false)]
    [InlineData("GET was unable to find an engine to execute this computation", false)]
    [InlineData("mat1 and mat2 shapes cannot be multiplied", false)]
    public void An_error_of_CUDA_other_than_a_lack_of_memory_makes_the_device_unfit(string message, bool unfit) =>
        Assert.Equal(unfit, FailureClassifier.Classify(new ExternalException(message)).DeviceUnfit);

    /// <summary>The process's cache keeps what they lack: only the end of the process gives it back.</summary>
    [Theory]
    [InlineData("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`")]
    [InlineData("cuDNN error: CUDNN_STATUS_ALLOC_FAILED")]
    public void After_a_library_found_no_memory_beside_the_cache_the_process_ends(string message) =>
        Assert.True(FailureClassifier.Classify(new ExternalException(message)).DeviceUnfit);

    [Fact]
    public void Where_memory_lacks_a_smaller_batch_is_the_remedy() =>
        Assert.Equal(
            "CUDA out of memory. Tried to allocate 2.00 GiB; a smaller batch of the phase takes less memory",
            FailureClassifier
                .Classify(new ExternalException("CUDA out of memory. Tried to allocate 2.00 GiB.\nException raised from malloc"))
                .Reason
        );

    [Fact]
    public void The_reason_of_an_unexpected_exception_is_its_type_and_first_line() =>
        Assert.Equal(
            "InvalidOperationException: odd",
            FailureClassifier.Classify(new InvalidOperationException("odd\n   at somewhere")).Reason
        );
}
