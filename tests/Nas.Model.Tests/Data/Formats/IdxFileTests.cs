using Nas.Model.Data.Formats;
using Testing;

namespace Nas.Model.Tests.Data.Formats;

public sealed class IdxFileTests : IDisposable
{
    private const string Remedy = "`langevin data get mnist --force` gets it anew";
    private static readonly byte[] Good = IdxWriter.File(IdxWriter.Pixels(3), 3, 28, 28);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Plain_and_gzipped_files_read_alike()
    {
        Assert.Equal(IdxWriter.Pixels(3), Read(Good));
        Assert.Equal(IdxWriter.Pixels(3), Read(IdxWriter.Gzip(Good)));
    }

    public static TheoryData<string, byte[], string> Damaged =>
        new()
        {
            { "empty", [], "ends after 0 bytes, inside its header" },
            { "inside the header", Good[..9], "ends after 9 bytes, inside its header of 16" },
            { "inside the content", Good[..^5], "ends after 2347 of the 2352 bytes" },
            { "far inside the content", Good[..^784], "announces 3 items of 784 bytes, more than it can hold" },
            { "gzip of a short file", IdxWriter.Gzip(Good[..^5]), "ends after 2347 of the 2352 bytes" },
            { "too long", [.. Good, 7], "goes on after the 2352 bytes" },
            { "labels for images", IdxWriter.File(IdxWriter.Labels(3), 3), "ends after 11 bytes" },
            { "another magic", [1, .. Good[1..]], "begins with 01000803, and an IDX file of this kind with 00000803" },
            { "another shape", IdxWriter.File(new byte[3 * 28 * 27], 3, 28, 27), "is 27 long in dimension 3, expected 28" },
            { "a count beyond memory", [.. Good[..4], 0xff, 0xff, 0xff, 0xff, .. Good[8..]], "announces 4294967295 items" },
            { "truncated gzip", IdxWriter.Gzip(Good)[..^40], "" },
            { "altered gzip", Altered(IdxWriter.Gzip(Good)), "" },
        };

    [Theory, MemberData(nameof(Damaged))]
    public void Damage_is_told_with_the_file_what_is_wrong_and_the_remedy(string what, byte[] content, string reason)
    {
        var error = Assert.Throws<DamagedFileException>(() => Read(content));
        Assert.Contains(_folder.File("images"), error.Message);
        Assert.Contains(reason, error.Message);
        Assert.True(error.Message.EndsWith(Remedy, StringComparison.Ordinal), what);
        Assert.DoesNotContain('\n', error.Message);
    }

    private byte[] Read(byte[] content)
    {
        File.WriteAllBytes(_folder.File("images"), content);
        return IdxFile.Read(_folder.File("images"), [28, 28], Remedy);
    }

    private static byte[] Altered(byte[] gzip)
    {
        gzip[gzip.Length / 2] ^= 0x55;
        return gzip;
    }
}
