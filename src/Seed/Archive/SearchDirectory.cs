using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Actors.Archive;
using Actors.Persistence;
using Nas.Model;
using Nas.Model.Methods;
using Nas.Model.Settings;
using Seed.Output;

namespace Seed.Archive;

/// <summary>
/// The directory that is a search, held by this process as long as this object lives: a second process on it is refused. Files:
/// <c>request.json</c> (settings as asked for), <c>search.json</c> (settings as used), <c>left-out.json</c> where something is left out of
/// the data, <c>lock</c> with the holder's <c>lock.pid</c>, <c>logs</c>, <c>result</c>, and the journal and blobs of the search itself.
/// </summary>
public sealed class SearchDirectory : IDisposable
{
    public const string RequestFile = "request.json";
    public const string SettingsFile = "search.json";

    /// <summary>The file that lists what is left out of the data; it is there only where something is.</summary>
    public const string LeftOutFile = "left-out.json";

    /// <summary>The control node's log in <see cref="Logs"/>.</summary>
    public const string ControlLog = "control.jsonl";

    private const long LeastFreeBytes = 256L << 20;
    private const int HeldOnUnix = 11;
    private const int HeldOnWindows = 32;
    private readonly FileStream _lock;
    private readonly bool _isNew;

    private SearchDirectory(string path, FileStream held, bool isNew)
    {
        Path = path;
        _lock = held;
        _isNew = isNew;
    }

    public string Path { get; }

    public string Logs => System.IO.Path.Combine(Path, SearchLayout.Logs);

    /// <summary>Whether a search has begun here.</summary>
    public bool HasBegun => File.Exists(System.IO.Path.Combine(Path, RequestFile));

    /// <summary>Null where there is no such directory.</summary>
    /// <exception cref="UserException">The same as from <see cref="Open"/>.</exception>
    public static SearchDirectory? Find(string path) => System.IO.Path.Exists(path) ? Open(path) : null;

    /// <summary>Makes the directory where it is not there.</summary>
    /// <exception cref="UserException">The directory cannot be used: by another process, by its permissions, for lack of space, for what is
    /// in it.</exception>
    public static SearchDirectory Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        SearchLayout.Require(path);
        try
        {
            var isNew = !Directory.Exists(full);
            Directory.CreateDirectory(full);
            var held = Hold(path, System.IO.Path.Combine(full, SearchLayout.Lock));
            try
            {
                RequireSpace(path, full);
            }
            catch
            {
                held.Dispose();
                if (isNew)
                    Directory.Delete(full, recursive: true);
                throw;
            }
            return new SearchDirectory(full, held, isNew);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException(
                $"{path}: cannot be written ({exception.Message.TrimEnd('.')}); choose another directory with --dir",
                exception
            );
        }
    }

    /// <summary>Makes the checks of <see cref="Open"/>, as far as that can be done without making anything.</summary>
    /// <exception cref="UserException">The same as from <see cref="Open"/>.</exception>
    public static void Require(string path)
    {
        SearchLayout.Require(path);
        var there = System.IO.Path.GetFullPath(path);
        while (!System.IO.Path.Exists(there) && System.IO.Path.GetDirectoryName(there) is { } above)
            there = above;
        if (!Directory.Exists(there) || !PathKinds.MayBeEntered(there, write: true))
            throw new UserException($"{path}: cannot be written; choose another directory with --dir");
        RequireSpace(path, there);
    }

    /// <summary>Notes what the search is, before its first step.</summary>
    public void Begin(SearchSettings requested, SearchSettings used)
    {
        WriteWhole(SettingsFile, SettingsJson.Text(used) + "\n");
        WriteWhole(RequestFile, SettingsJson.Text(requested) + "\n");
    }

    /// <summary>Keeps what is left out of the search's data for its report: the first ones, and how many more.</summary>
    public void Note(ImmutableArray<string> leftOut)
    {
        if (!leftOut.IsEmpty)
            WriteWhole(LeftOutFile, JsonText.Of(LeftOut.First(leftOut)) + "\n");
        else
            File.Delete(System.IO.Path.Combine(Path, LeftOutFile));
    }

    /// <summary>The sentences that <see cref="Note"/> kept.</summary>
    /// <exception cref="DamagedFileException">Something else is in it.</exception>
    public static ImmutableArray<string> ReadNotes(string directory)
    {
        var path = System.IO.Path.Combine(directory, LeftOutFile);
        try
        {
            return File.Exists(path) ? [.. JsonSerializer.Deserialize<string[]>(File.ReadAllText(path)) ?? []] : [];
        }
        catch (JsonException exception)
        {
            throw new DamagedFileException(
                $"{path}: is not what langevin wrote there ({JsonFault.InWords(exception)}); restore or remove it",
                exception
            );
        }
    }

    /// <summary>
    /// Makes room for another search than the one that is here, which has nothing to show: its journal goes first, and what tells that it
    /// began last, so that whenever this is interrupted there is that search as it began, or none.
    /// </summary>
    public void Clear()
    {
        SearchPersistence.Remove(Path);
        var result = System.IO.Path.Combine(Path, Results.ResultFiles.DirectoryName);
        if (Directory.Exists(result))
            Directory.Delete(result, recursive: true);
        File.Delete(System.IO.Path.Combine(Path, RequestFile));
    }

    /// <summary>Lets go of the directory; one that was made for a search that never began goes away again.</summary>
    public void Dispose()
    {
        _lock.Dispose();
        if (_isNew && !HasBegun && Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }

    private static FileStream Hold(string shown, string path)
    {
        var owner = SearchLayout.OwnerOf(path);
        try
        {
            var held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(owner, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return held;
        }
        catch (IOException exception) when ((exception.HResult & 0xFFFF) is HeldOnUnix or HeldOnWindows)
        {
            var pid = File.Exists(owner) ? File.ReadAllText(owner).Trim() : "unknown";
            throw new UserException(
                $"{shown}: another langevin process (pid {pid}) works on this search; wait for it, stop it, or choose another directory with --dir",
                exception
            );
        }
    }

    private static void RequireSpace(string shown, string full)
    {
        var free = new DriveInfo(full).AvailableFreeSpace;
        if (free >= LeastFreeBytes)
            return;
        throw new UserException(
            $"{shown}: only {free >> 20} MiB are free there, and a search needs at least {LeastFreeBytes >> 20}; free some space, or choose another directory with --dir"
        );
    }

    /// <summary>The settings in one of a search's files; null where it is not there.</summary>
    /// <exception cref="DamagedFileException">Something else is in it.</exception>
    public static SearchSettings? ReadSettings(string directory, string name)
    {
        var path = System.IO.Path.Combine(directory, name);
        if (!File.Exists(path))
            return null;
        try
        {
            return MethodSciences.Read(File.ReadAllText(path));
        }
        // The last three are JSON's too: of keys that are there twice, and of values that a setting cannot have.
        catch (Exception exception)
            when (exception is JsonException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            throw new DamagedFileException(
                $"{path}: is not what langevin wrote there ({JsonFault.InWords(exception)}); restore it, or choose another directory with --dir",
                exception
            );
        }
    }

    private void WriteWhole(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        var aside = path + ".new";
        using (var stream = new FileStream(aside, FileMode.Create, FileAccess.Write))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }
        File.Move(aside, path, overwrite: true);
    }
}
