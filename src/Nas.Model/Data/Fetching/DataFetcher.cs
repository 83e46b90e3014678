using Nas.Model.Data.Sets;

namespace Nas.Model.Data.Fetching;

/// <summary>
/// <c>langevin data get</c>: puts a set where searches look for it. The set's folder appears whole, read through once, or not at all; a
/// download that was interrupted goes on where it stopped.
/// </summary>
public sealed class DataFetcher
{
    private readonly DataPlaces _places;
    private readonly SetAssembly _assembly;
    private readonly KnownSets _sets;
    private readonly Func<string, bool> _isOnPath;
    private readonly DataMirror? _mirror;

    /// <param name="client">A client without a time limit of its own.</param>
    /// <param name="places">The folders where sets are put.</param>
    /// <param name="mirror">The address that has the files in place of those who published them; null: these are asked.</param>
    public DataFetcher(HttpClient client, DataPlaces places, DataMirror? mirror)
        : this(
            KnownSets.Standard,
            places,
            new SetAssembly(new HttpDownload(client, TimeSpan.FromSeconds(1)), ProgramRunner.RunAsync),
            ProgramRunner.IsOnPath,
            mirror
        ) { }

    internal DataFetcher(KnownSets sets, DataPlaces places, SetAssembly assembly, Func<string, bool> isOnPath, DataMirror? mirror = null)
    {
        _sets = sets;
        _places = places;
        _assembly = assembly;
        _isOnPath = isOnPath;
        _mirror = mirror;
    }

    /// <summary>Obtains a set. Nothing is done where it is there already.</summary>
    /// <param name="name">Name of the set.</param>
    /// <param name="from">A folder that has the set's files; null: what the machine and the network offer.</param>
    /// <param name="force">Gets the set again where it is there already; the old files stay until the new ones are complete.</param>
    /// <param name="progress">Receives each step.</param>
    /// <param name="cancellation">Ends the work; a download so far is kept.</param>
    /// <exception cref="UserException">No source gave the set: the sentence lists what was tried. Or the folder cannot be
    /// written.</exception>
    public async Task<FetchResult> GetAsync(
        string name,
        string? from,
        bool force,
        IProgress<FetchProgress>? progress,
        CancellationToken cancellation
    )
    {
        var known = _sets.Named(name, "NAME");
        if (known is Procedural)
            return new FetchResult("", "drawn by code, needs no files", WasThere: true);
        if (known is not PublishedSet set)
            throw new UserException($"{known.Name} is for your own images: give their folder as data.root in the search file");

        var folder = Path.Combine(_places.Root, set.Name);
        if (!force && set.IsIn(folder))
            return new FetchResult(folder, "there already", WasThere: true);
        try
        {
            Directory.CreateDirectory(_places.Root);
            using var turn = TakeTurn(set);
            return await GetAsync(set, folder, from, progress, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException(
                $"{set.Name} cannot be written to {folder} ({e.Message.TrimEnd('.')}): "
                    + "free the disk or make it writable, or set LANGEVIN_DATA to another folder",
                e
            );
        }
    }

    private async Task<FetchResult> GetAsync(
        PublishedSet set,
        string folder,
        string? from,
        IProgress<FetchProgress>? progress,
        CancellationToken cancellation
    )
    {
        var partial = Path.Combine(_places.Root, $".{set.Name}.partial");
        var assembled = Path.Combine(partial, "set");
        var plan = FetchPlan.For(set, from, Facts(set));
        var failures = new List<string>();
        foreach (var source in plan)
        {
            if (Directory.Exists(assembled))
                Directory.Delete(assembled, recursive: true);
            Directory.CreateDirectory(assembled);
            try
            {
                await _assembly.FillAsync(set, source, assembled, Path.Combine(partial, "downloads"), progress, cancellation);
                progress?.Report(new FetchProgress($"checking {set.Name}", 0, null));
                set.Read(assembled, "this source is no good");
                Replace(folder, assembled);
                Directory.Delete(partial, recursive: true);
                return new FetchResult(folder, source.Description, WasThere: false);
            }
            catch (Exception e) when (e is SourceFailedException or DamagedFileException or InvalidDataException)
            {
                failures.Add($"{source.Description}: {e.Message.TrimEnd('.')}");
            }
            finally
            {
                Tidy(partial);
            }
        }
        var tried = failures.Count > 0 ? string.Join("; ", failures) : "no source is known for this machine";
        throw new UserException(
            $"The data set {set.Name} could not be obtained ({tried}): give a folder that has it with --from, or try again later"
        );
    }

    private FetchFacts Facts(PublishedSet set)
    {
        var debian = _places.FoldersOf(set).Skip(1).FirstOrDefault(set.IsIn);
        return new FetchFacts(debian, _isOnPath("apt-get") && _isOnPath("dpkg-deb"), _mirror);
    }

    /// <summary>Puts a complete folder in another's place; whatever happens, one of the two is whole.</summary>
    private static void Replace(string folder, string assembled)
    {
        var old = folder + ".old";
        if (Directory.Exists(old))
            Directory.Delete(old, recursive: true);
        if (Directory.Exists(folder))
            Directory.Move(folder, old);
        Directory.Move(assembled, folder);
        if (Directory.Exists(old))
            Directory.Delete(old, recursive: true);
    }

    /// <summary>Removes everything but downloads that can be continued.</summary>
    private static void Tidy(string partial)
    {
        var (assembled, downloads) = (Path.Combine(partial, "set"), Path.Combine(partial, "downloads"));
        if (Directory.Exists(assembled))
            Directory.Delete(assembled, recursive: true);
        if (Directory.Exists(downloads) && !Directory.EnumerateFileSystemEntries(downloads).Any())
            Directory.Delete(downloads);
        if (Directory.Exists(partial) && !Directory.EnumerateFileSystemEntries(partial).Any())
            Directory.Delete(partial);
    }

    private FileStream TakeTurn(PublishedSet set)
    {
        var path = Path.Combine(_places.Root, $".{set.Name}.lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new UserException($"Another `langevin data get {set.Name}` is at work in {_places.Root}: wait until it has ended", e);
        }
    }
}
