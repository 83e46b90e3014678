using Actors.Dispatch;
using CsCheck;

namespace Actors.Tests.Dispatch;

public class FairQueueTests
{
    [Fact]
    public void It_serves_in_the_order_of_one_that_looks_at_every_task_each_time() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 3], Gen.Int[0, 2])
            .Array[0, 120]
            .Sample(
                deeds =>
                {
                    var (queue, simple) = (new FairQueue(), new SimpleQueue());
                    List<BookedTask> waiting = [];
                    var sequence = 0L;
                    foreach (var (deed, search, priority) in deeds)
                    {
                        if (deed < 3)
                        {
                            var task = new BookedTask($"search{search}", $"task{++sequence}", sequence)
                            {
                                Task = DispatchBookTests.Work($"task{sequence}", priority),
                            };
                            queue.Add(task);
                            simple.Add(task);
                            waiting.Add(task);
                        }
                        else if (deed == 3 && waiting.Count > 0)
                        {
                            var task = waiting[(search * 7) % waiting.Count];
                            queue.Remove(task);
                            simple.Remove(task);
                            waiting.Remove(task);
                        }
                        else
                        {
                            Predicate<BookedTask> suits = deed == 4 ? _ => true : task => (task.Sequence + search) % 3 == 0;
                            var taken = queue.Take(suits);
                            Assert.Same(simple.Take(suits), taken);
                            if (taken is not null)
                                waiting.Remove(taken);
                        }
                        Assert.Equal(waiting.Count, queue.Count);
                    }
                },
                iter: 500
            );

    /// <summary>The queue's promises, written down.</summary>
    private sealed class SimpleQueue
    {
        private readonly List<BookedTask> _waiting = [];
        private readonly Dictionary<string, long> _served = [];
        private long _turn;

        public void Add(BookedTask task) => _waiting.Add(task);

        public void Remove(BookedTask task) => _waiting.Remove(task);

        public BookedTask? Take(Predicate<BookedTask> suits)
        {
            var first = _waiting
                .Where(task => suits(task))
                .OrderByDescending(task => task.Task!.Priority)
                .ThenBy(task => _served.GetValueOrDefault(task.SearchId))
                .ThenBy(task => task.Sequence)
                .FirstOrDefault();
            if (first is null)
                return null;
            _waiting.Remove(first);
            _served[first.SearchId] = ++_turn;
            return first;
        }
    }
}
