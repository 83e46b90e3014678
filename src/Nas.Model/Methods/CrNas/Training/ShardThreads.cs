using System.Runtime.ExceptionServices;
using TorchSharp;

namespace Nas.Model.Methods.CrNas.Training;

/// <summary>
/// Runs the shards of a minibatch side by side. Their threads are new each time: libtorch numbers the nodes of a graph by thread, gradients
/// are taken in the order of these numbers, and they must not depend on what a thread did before.
/// </summary>
internal static class ShardThreads
{
    /// <summary>
    /// Runs the work of each shard and returns its tensors, which are in no dispose scope. All threads are over when it returns or throws.
    /// </summary>
    /// <param name="onFailure">Called on the thread of a shard that threw: must release shards that wait for it.</param>
    /// <exception cref="Exception">The exception of a shard: the first one that did more than give up waiting.</exception>
    public static torch.Tensor[] Run(int shards, Func<int, torch.Tensor> work, Action onFailure)
    {
        var results = new torch.Tensor?[shards];
        var failures = new Exception?[shards];
        // Changes bits, and belongs to a thread.
        var innerThreads = torch.get_num_threads();
        var threads = Enumerable
            .Range(0, shards)
            .Select(shard => new Thread(() => Work(shard)) { IsBackground = true, Name = $"shard-{shard}" })
            .ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        if (
            (
                failures.FirstOrDefault(failure => failure is not (null or OperationCanceledException))
                ?? Array.Find(failures, failure => failure is not null)
            ) is
            { } failure
        )
        {
            foreach (var result in results)
                result?.Dispose();
            ExceptionDispatchInfo.Throw(failure);
        }
        return [.. results.Select(result => result!)];

        void Work(int shard)
        {
            try
            {
                torch.set_num_threads(innerThreads);
                using var scope = torch.NewDisposeScope();
                results[shard] = work(shard).DetachFromDisposeScope();
            }
            // Whatever it is, it is thrown again by the caller's thread.
            catch (Exception exception)
            {
                failures[shard] = exception;
                onFailure();
            }
        }
    }
}
