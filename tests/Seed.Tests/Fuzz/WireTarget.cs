using System.Runtime.Serialization;
using System.Text;
using Actors.Serialization;
using Actors.Tests.Serialization;

namespace Seed.Tests.Fuzz;

/// <summary>Messages from other nodes: each case is a manifest, a line end, and bytes.</summary>
internal static class WireTarget
{
    private static readonly string[] Manifests = [.. WireTypes.All.Keys.Order(StringComparer.Ordinal)];

    private static readonly WireSerializer Serializer = new(null!);

    public static FuzzTarget Messages =>
        new(
            "wire messages",
            [.. Manifests.Select(Sample)],
            bytes =>
            {
                var end = Math.Max(0, Array.IndexOf(bytes, (byte)'\n'));
                var named = Encoding.UTF8.GetString(bytes, 0, end);
                // A damaged name is that of some other message: one that is unknown is refused before a byte is looked at.
                var manifest = WireTypes.All.ContainsKey(named) ? named : Manifests[bytes.Sum(value => value) % Manifests.Length];
                var message = Serializer.FromBinary(bytes[Math.Min(end + 1, bytes.Length)..], manifest);
                // What is read can be sent on, logged and compared.
                Assert.Equal(manifest, Serializer.Manifest(message));
                _ = Serializer.FromBinary(Serializer.ToBinary(message), manifest);
                _ = message.ToString();
            }
        )
        {
            IsSentence = exception => exception is SerializationException,
            Words = [.. Lengths, .. Groups],
        };

    /// <summary>Members of some number that claim to be up to gigabytes long, in one another.</summary>
    private static IEnumerable<byte[]> Lengths =>
        from number in Enumerable.Range(1, 15)
        from depth in new[] { 1, 3, 60, 2000 }
        from length in new byte[][]
        {
            [0xFF, 0xFF, 0xFF, 0xFF, 0x07],
            [0xFF, 0xFF, 0xFF, 0x7F],
            [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
        }
        select Enumerable.Repeat<byte[]>([(byte)((number << 3) | 2), .. length], depth).SelectMany(part => part).ToArray();

    /// <summary>Opened a hundred thousand times.</summary>
    private static IEnumerable<byte[]> Groups => new byte[] { 0x0B, 0x13, 0x7B }.Select(tag => Enumerable.Repeat(tag, 100_000).ToArray());

    private static byte[] Sample(string manifest) =>
        [.. Encoding.UTF8.GetBytes(manifest), (byte)'\n', .. Serializer.ToBinary(Samples.Valid(WireTypes.All[manifest]))];
}
