using System.Formats.Tar;
using System.IO.Compression;
using Nas.Model.Data.Sets;

namespace Nas.Model.Data.Fetching;

/// <summary>Carries out a source of a plan: puts the set's files into a new folder.</summary>
internal sealed class SetAssembly(HttpDownload download, RunProgram run)
{
    /// <param name="set">The set.</param>
    /// <param name="source">The source of the files.</param>
    /// <param name="target">An empty folder for the files.</param>
    /// <param name="downloads">Folder where downloads are kept until the set is complete, over any number of attempts.</param>
    /// <param name="progress">Receives files as they come.</param>
    /// <param name="cancellation">Stops at once; downloads so far are kept.</param>
    /// <exception cref="SourceFailedException">The source does not give the set.</exception>
    public Task FillAsync(
        PublishedSet set,
        FetchSource source,
        string target,
        string downloads,
        IProgress<FetchProgress>? progress,
        CancellationToken cancellation
    ) =>
        source switch
        {
            FolderSource folder => CopyAsync(set, folder.Folder, target, progress, cancellation),
            DebianSource debian => UnpackDebianAsync(set, debian, target, progress, cancellation),
            PublishedSource published => DownloadAsync(published, target, downloads, progress, cancellation),
            _ => throw new ArgumentOutOfRangeException(nameof(source)),
        };

    private static async Task CopyAsync(
        PublishedSet set,
        string from,
        string target,
        IProgress<FetchProgress>? progress,
        CancellationToken cancellation
    )
    {
        if (!set.IsIn(from))
            throw new SourceFailedException($"it does not have the files of {set.Name}, which are {set.Format.Sought}");
        foreach (var path in set.Format.FilesIn(from))
        {
            var copy = Path.Combine(target, Path.GetFileName(path));
            // Opening a pipe may wait for ever.
            if (new FileInfo(path).Length == 0)
                throw new SourceFailedException($"{path} is empty, or a pipe or a device");
            await using var source = File.OpenRead(path);
            await using var destination = new FileStream(copy, FileMode.CreateNew, FileAccess.Write);
            await source.CopyToAsync(destination, cancellation);
            progress?.Report(new FetchProgress($"copying {Path.GetFileName(path)}", source.Length, source.Length));
        }
    }

    private async Task UnpackDebianAsync(
        PublishedSet set,
        DebianSource source,
        string target,
        IProgress<FetchProgress>? progress,
        CancellationToken cancellation
    )
    {
        var scratch = Directory.CreateTempSubdirectory("langevin-data-");
        try
        {
            await DownloadPackageAsync(source.Package.Name, scratch.FullName, progress, cancellation);
            var package =
                scratch.EnumerateFiles("*.deb").FirstOrDefault()
                ?? throw new SourceFailedException("apt-get download left no package file");
            progress?.Report(new FetchProgress($"unpacking {package.Name}", package.Length, package.Length));
            await RunAsync("dpkg-deb", ["-x", package.Name, "unpacked"], scratch.FullName, cancellation);
            await CopyAsync(set, Path.Combine(scratch.FullName, "unpacked", source.Package.FolderInside), target, null, cancellation);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    /// <summary>
    /// Downloads a package without root: with the system's package lists, or, where it has none (a fresh container) or old ones, with lists
    /// of our own.
    /// </summary>
    private async Task DownloadPackageAsync(
        string package,
        string scratch,
        IProgress<FetchProgress>? progress,
        CancellationToken cancellation
    )
    {
        try
        {
            progress?.Report(new FetchProgress($"apt-get download {package}", 0, null));
            await RunAsync("apt-get", ["download", package], scratch, cancellation);
        }
        catch (SourceFailedException)
        {
            var (lists, cache) = (Path.Combine(scratch, "lists"), Path.Combine(scratch, "cache"));
            Directory.CreateDirectory(Path.Combine(lists, "partial"));
            Directory.CreateDirectory(cache);
            // The sandbox user of a root's apt-get may not enter a temporary folder.
            string[] apart = ["-o", $"Dir::State::Lists={lists}", "-o", $"Dir::Cache={cache}", "-o", "APT::Sandbox::User=root"];
            progress?.Report(new FetchProgress("apt-get update", 0, null));
            await RunAsync("apt-get", [.. apart, "update"], scratch, cancellation);
            progress?.Report(new FetchProgress($"apt-get download {package}", 0, null));
            await RunAsync("apt-get", [.. apart, "download", package], scratch, cancellation);
        }
    }

    private async Task RunAsync(string program, IReadOnlyList<string> arguments, string folder, CancellationToken cancellation)
    {
        var (exitCode, errors) = await run(program, arguments, folder, cancellation);
        if (exitCode == 0)
            return;
        var lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        throw new SourceFailedException($"{program} ended with code {exitCode}" + (lines.Length > 0 ? $" ({lines[^1].TrimEnd('.')})" : ""));
    }

    private async Task DownloadAsync(
        PublishedSource source,
        string target,
        string downloads,
        IProgress<FetchProgress>? progress,
        CancellationToken cancellation
    )
    {
        Directory.CreateDirectory(downloads);
        foreach (var file in source.Files)
            await download.FetchAsync(file, downloads, progress, cancellation);
        foreach (var file in source.Files)
        {
            var path = Path.Combine(downloads, file.Name);
            if (!file.IsArchive)
            {
                File.Move(path, Path.Combine(target, file.Name));
                continue;
            }
            progress?.Report(new FetchProgress($"unpacking {file.Name}", file.Size, file.Size));
            await using var stream = File.OpenRead(path);
            await using var gzip = new GZipStream(stream, CompressionMode.Decompress);
            await TarFile.ExtractToDirectoryAsync(gzip, target, overwriteFiles: false, cancellation);
        }
    }
}
