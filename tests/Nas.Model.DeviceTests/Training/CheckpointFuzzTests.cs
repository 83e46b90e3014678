using System.Collections.Immutable;
using Nas.Model.Networks;
using Nas.Model.Training;
using Nas.Model.WeightFiles;
using Testing;
using TorchSharp;

namespace Nas.Model.DeviceTests.Training;

/// <summary>
/// A device reads a checkpoint only where its bytes are those that its name says. Where they are, and were made by somebody else, it is
/// refused in a sentence or read.
/// </summary>
public sealed class CheckpointFuzzTests : IDisposable
{
    private const int Cases = 1500;
    private const long MostBytes = 64L << 20;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_damaged_checkpoint_is_read_or_refused_in_a_sentence()
    {
        using var scope = torch.NewDisposeScope();
        var path = Path.Combine(_folder.Path, "checkpoint");
        ImmutableArray<NamedTensor> state =
        [
            new("stem.weight", torch.rand(4, 3, 1, 1)),
            new("steps", torch.zeros(1, torch.ScalarType.Int64)),
            new("head.bias", torch.rand(5)),
        ];
        CheckpointFile.Write(path, "supernet/0", 7, state);
        var sample = File.ReadAllBytes(path);
        Assert.Equal(7, CheckpointFile.Read(path, "supernet/0", 10, state));
        byte[][] words =
        [
            .. new[]
            {
                "\"F16\"",
                "\"BF16\"",
                "\"F4\"",
                "\"BOOL\"",
                "[0,9223372036854775807]",
                "[4,3,1,1]",
                "[-1]",
                "[4611686018427387904,4]",
                "[0,4611686018427387904]",
                "__metadata__",
            }.Select(System.Text.Encoding.UTF8.GetBytes),
        ];

        var refused = 0;
        for (var i = 0; i < Cases; i++)
        {
            File.WriteAllBytes(path, new Mutation(new Random(i), [sample], words).Next());
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                _ = CheckpointFile.Read(path, "supernet/0", 10, state);
                using var file = SafetensorsFile.Open(path);
                foreach (var name in file.Names)
                    file.Read(name).Dispose();
            }
            catch (DamagedFileException refusal)
            {
                refused++;
                Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
            }
            catch (Exception other)
            {
                Assert.Fail($"case {i}: {other}");
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
        }
        Assert.InRange(refused, 1, Cases - 1);
    }
}
