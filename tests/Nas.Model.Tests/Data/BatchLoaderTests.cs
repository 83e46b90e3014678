using System.Collections.Concurrent;
using System.Collections.Immutable;
using Nas.Model.Data;
using Nas.Model.Settings;

namespace Nas.Model.Tests.Data;

public sealed class BatchLoaderTests
{
    private static readonly ImageShape Shape = new(2, 5, 7);
    private static readonly DataSettings Settings = new()
    {
        Name = "procedural",
        CropPadding = 2,
        Flip = true,
    };
    private static readonly LoaderOptions Plain = new()
    {
        Batch = 8,
        Seed = 5,
        Purpose = "test",
        Shuffle = false,
    };
    private static readonly LoaderOptions Full = Plain with { Shuffle = true, Augment = true };

    [Fact]
    public void Pixels_are_normalised_by_channel_and_labels_belong_to_them()
    {
        var data = new Numbered(20);
        using var loader = Loader(data, Plain);
        var batch = loader.Get(1);
        Assert.Equal((8, Shape), (batch.Count, batch.Shape));
        Assert.Equal(Enumerable.Range(8, 8).Select(i => (long)(i % 3)), batch.Labels);
        for (var i = 0; i < batch.Pixels.Length; i++)
        {
            var channel = i / 35 % 2;
            var value = data.Value(8 + (i / 70), i % 70) / 255.0;
            Assert.Equal((value - Splits(data).Mean[channel]) / Splits(data).Deviation[channel], batch.Pixels[i], 1e-5);
        }
    }

    [Fact]
    public void Without_shuffling_the_last_batch_is_short_and_the_next_pass_begins_again()
    {
        using var loader = Loader(new Numbered(20), Plain);
        Assert.Equal(3, loader.BatchesPerEpoch);
        Assert.Equal([8, 8, 4, 8], Enumerable.Range(0, 4).Select(t => loader.Get(t).Count));
        Assert.Equal(loader.Get(0).Pixels, loader.Get(3).Pixels);
    }

    [Fact]
    public void Every_epoch_is_a_new_order_of_the_whole_set()
    {
        using var loader = Loader(new Numbered(24), Plain with { Shuffle = true });
        var epochs = Enumerable
            .Range(0, 4)
            .Select(e => Enumerable.Range(0, 3).SelectMany(b => Images(loader.Get((3 * e) + b))).ToArray())
            .ToArray();
        Assert.All(epochs, e => Assert.Equal(Enumerable.Range(0, 24), e.Order()));
        Assert.Equal(4, epochs.Select(e => string.Join(',', e)).Distinct().Count());
    }

    [Fact]
    public void A_shuffled_set_leaves_its_short_batch_out()
    {
        using var loader = Loader(new Numbered(23), Plain with { Shuffle = true });
        Assert.Equal(2, loader.BatchesPerEpoch);
    }

    [Theory, InlineData(0), InlineData(1), InlineData(4), InlineData(9)]
    public void A_batch_depends_on_its_number_alone(int prefetch)
    {
        var data = new Numbered(40);
        using var sequential = Loader(data, Full with { Prefetch = 3 });
        var expected = Enumerable.Range(0, 25).Select(sequential.Get).ToArray();
        using var random = Loader(data, Full with { Prefetch = prefetch });
        // Rising, repeated, back, far ahead, and rising again from there.
        foreach (var t in new[] { 7, 8, 9, 9, 2, 24, 0, 1, 2, 3, 20, 21, 5 })
        {
            var batch = random.Get(t);
            Assert.Equal(expected[t].Pixels, batch.Pixels);
            Assert.Equal(expected[t].Labels, batch.Labels);
        }
    }

    [Fact]
    public void Purpose_and_seed_name_the_order_and_the_augmentation()
    {
        var data = new Numbered(40);
        using var loader = Loader(data, Full);
        foreach (var options in new[] { Full with { Purpose = "other" }, Full with { Seed = 6 } })
        {
            using var other = Loader(data, options);
            Assert.NotEqual(loader.Get(0).Labels, other.Get(0).Labels);
            using var unshuffled = Loader(data, Full with { Shuffle = false });
            using var otherUnshuffled = Loader(data, options with { Shuffle = false });
            Assert.NotEqual(unshuffled.Get(0).Pixels, otherUnshuffled.Get(0).Pixels);
        }
    }

    [Fact]
    public void Augmentation_is_a_shift_over_zero_pixels_and_a_mirror_and_takes_all_its_values()
    {
        var data = new Numbered(40);
        using var loader = Loader(data, Plain with { Augment = true, Prefetch = 0 });
        var seen = new ConcurrentDictionary<(int Down, int Right, bool Mirror), int>();
        for (var t = 0; t < 200; t++)
        {
            var batch = loader.Get(t);
            for (var i = 0; i < batch.Count; i++)
            {
                var shown = batch.Pixels.AsSpan(i * Shape.Size, Shape.Size).ToArray();
                var found = Transforms()
                    .Where(m => Transformed(data, ((t * 8) + i) % 40, m).Zip(shown).All(p => Math.Abs(p.First - p.Second) < 1e-5))
                    .ToArray();
                Assert.Single(found);
                seen.AddOrUpdate(found[0], 1, (_, n) => n + 1);
            }
        }
        // 1600 draws of 50 transforms: 32 of each on average; the least of fifty such counts is far above 8.
        Assert.Equal(50, seen.Count);
        Assert.InRange(seen.Values.Min(), 9, 32);
    }

    [Fact]
    public void Augmentation_follows_the_settings()
    {
        var data = new Numbered(40);
        var plain = Loader(data, Plain).Get(3).Pixels;
        var still = new BatchLoader(data, Splits(data), Settings with { CropPadding = 0, Flip = false }, Plain with { Augment = true });
        Assert.Equal(plain, still.Get(3).Pixels);
    }

    [Fact]
    public void What_the_trainer_asks_for_next_is_prepared_by_other_threads_within_the_window()
    {
        var data = new Numbered(800);
        using var loader = Loader(data, Plain with { Prefetch = 3 });
        loader.Get(0);
        for (var t = 1; t < 80; t++)
        {
            data.AwaitRead((8 * (t + 1)) - 1);
            data.Forbid(Environment.CurrentManagedThreadId);
            loader.Get(t);
            data.Allow();
            Assert.True(data.Highest < 8 * (t + 4), "more than three batches ahead");
        }
    }

    [Fact]
    public void A_batch_that_nobody_has_begun_is_made_by_the_caller_even_when_all_other_threads_are_stuck()
    {
        var data = new Numbered(800);
        using var release = new ManualResetEventSlim();
        data.OnRead = index =>
        {
            if (index is >= 8 and < 400)
                release.Wait(TimeSpan.FromMinutes(1));
        };
        using var loader = Loader(data, Plain with { Prefetch = 2 });
        loader.Get(0);
        // The threads are or will be stuck in steps 1 and 2; step 60 is far from them.
        Assert.Equal(Enumerable.Range(480, 8).Select(i => (long)(i % 3)), loader.Get(60).Labels);
        release.Set();
    }

    [Fact]
    public void An_error_reaches_the_caller_of_its_own_batch_only()
    {
        var data = new Numbered(80);
        data.OnRead = index =>
        {
            if (index == 20)
                throw new DamagedFileException("image 20 is damaged");
        };
        using var loader = Loader(data, Plain);
        loader.Get(0);
        loader.Get(1);
        Assert.Equal("image 20 is damaged", Assert.Throws<DamagedFileException>(() => loader.Get(2)).Message);
        Assert.Equal(8, loader.Get(3).Count);
        Assert.Throws<DamagedFileException>(() => loader.Get(2));
    }

    [Fact]
    public void After_disposal_no_thread_reads_and_get_says_so()
    {
        var data = new Numbered(800);
        var loader = Loader(data, Plain);
        loader.Get(0);
        loader.Dispose();
        loader.Dispose();
        data.OnRead = _ => throw new InvalidOperationException("read after disposal");
        Assert.Throws<ObjectDisposedException>(() => loader.Get(1));
    }

    [Fact]
    public void A_set_smaller_than_a_batch_is_refused_with_its_purpose()
    {
        var error = Assert.Throws<UserException>(() => Loader(new Numbered(7), Plain with { Shuffle = true }));
        Assert.Contains("7 images that numbers leaves for test do not fill one batch of 8", error.Message);
    }

    private static BatchLoader Loader(Numbered data, LoaderOptions options) => new(data, Splits(data), Settings, options);

    private static DataSplits Splits(Numbered data) => new(data, data, data, [0.25f, 0.5f], [0.5f, 0.125f]);

    /// <summary>The images that a batch shows, found by their first pixel.</summary>
    private static IEnumerable<int> Images(Batch batch) =>
        Enumerable.Range(0, batch.Count).Select(i => (int)Math.Round(((batch.Pixels[i * Shape.Size] * 0.5) + 0.25) * 255) - 1);

    private static IEnumerable<(int Down, int Right, bool Mirror)> Transforms() =>
        from down in Enumerable.Range(-2, 5)
        from right in Enumerable.Range(-2, 5)
        from mirror in new[] { false, true }
        select (down, right, mirror);

    private static IEnumerable<double> Transformed(Numbered data, int image, (int Down, int Right, bool Mirror) move)
    {
        for (var i = 0; i < Shape.Size; i++)
        {
            var (c, y, x) = (i / 35, i / 7 % 5, i % 7);
            if (move.Mirror)
                x = 6 - x;
            var (fromY, fromX) = (y + move.Down, x + move.Right);
            var isInside = fromY is >= 0 and < 5 && fromX is >= 0 and < 7;
            var value = isInside ? data.Value(image, (((c * 5) + fromY) * 7) + fromX) : 0;
            yield return ((value / 255.0) - (c == 0 ? 0.25 : 0.5)) / (c == 0 ? 0.5 : 0.125);
        }
    }

    /// <summary>Images that are all different, of a set that knows who reads what.</summary>
    private sealed class Numbered(int count) : IImageDataset
    {
        private readonly object _gate = new();
        private readonly HashSet<int> _read = [];
        private int? _forbidden;

        public Action<int> OnRead { get; set; } = _ => { };

        public int Highest { get; private set; }

        public string Name => "numbers";

        public int Count => count;

        public ImageShape Shape => BatchLoaderTests.Shape;

        public ImmutableArray<string> ClassNames => ["a", "b", "c"];

        public int Label(int index) => index % 3;

        public byte Value(int index, int pixel) => (byte)(1 + ((index + (pixel * pixel * 31)) % 255));

        public void CopyPixels(int index, Span<byte> destination)
        {
            OnRead(index);
            for (var i = 0; i < destination.Length; i++)
                destination[i] = Value(index, i);
            lock (_gate)
            {
                if (_forbidden == Environment.CurrentManagedThreadId)
                    throw new InvalidOperationException("the trainer reads images itself");
                Highest = Math.Max(Highest, index);
                _read.Add(index);
                Monitor.PulseAll(_gate);
            }
        }

        /// <summary>Makes reads on a thread an error, until <see cref="Allow"/>.</summary>
        public void Forbid(int thread)
        {
            lock (_gate)
                _forbidden = thread;
        }

        public void Allow()
        {
            lock (_gate)
                _forbidden = null;
        }

        /// <summary>Waits until an image has been read.</summary>
        public void AwaitRead(int index)
        {
            lock (_gate)
            {
                while (!_read.Contains(index))
                    Assert.True(Monitor.Wait(_gate, TimeSpan.FromMinutes(1)), $"image {index} is never read");
            }
        }
    }
}
