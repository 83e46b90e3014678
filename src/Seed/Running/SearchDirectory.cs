using System.Globalization;
using System.Text;
using Actors.Search;
using Nas.Model;
using Nas.Model.Settings;

namespace Seed.Running;

/// <summary>
/// The directory that is a search, held by this process as long as this object lives: a second process on it is refused. Files:
/// <c>request.json</c> (settings as asked for), <c>search.json</c> (settings as used), <c>lock</c> with the holder's <c>lock.pid</c>, <c>logs</c>, <c>result</c>, and the
/// journal and blobs of the search itself.
/// </summary>
public sealed class SearchDirectory : IDisposable
{
    public const string RequestFile = "request.json";
    public const string SettingsFile = "search.json";
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

    public string Logs => System.IO.Path.Combine(Path, "logs");

    public string Result => System.IO.Path.Combine(Path, Results.ResultFiles.DirectoryName);

    /// <exception cref="UserException">The directory cannot be used: by another process, by its permissions, for lack of space.</exception>
    public static SearchDirectory Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        if (File.Exists(full)) throw new UserException($"{path}: is a file; give a directory with --dir");
        try
        {
            var isNew = !Directory.Exists(full);
            Directory.CreateDirectory(full);
            var held = Hold(path, System.IO.Path.Combine(full, "lock"));
            try
            {
                RequireSpace(path, full);
            }
            catch
            {
                held.Dispose();
                if (isNew) Directory.Delete(full, recursive: true);
                throw;
            }
            return new SearchDirectory(full, held, isNew);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"{path}: cannot be written ({exception.Message.TrimEnd('.')}); choose another directory with --dir", exception);
        }
    }

    /// <summary>The settings this directory's search was started with, and goes on with: other strategies may take over. Null where none was.</summary>
    /// <param name="acceptPlugins">Whether assemblies of plug-ins may be others than they were.</param>
    /// <exception cref="UserException">The directory holds a search with other settings; the sentence names the first that differs.</exception>
    public SearchSettings? Resume(SearchSettings requested, bool acceptPlugins = false)
    {
        if (ReadSettings(RequestFile) is not { } before) return null;
        Require(SettingsIdentity.FirstDifference(SettingsJson.Text(before), SettingsJson.Text(requested), otherStrategies: true, acceptPlugins), requested);
        return ReadSettings(SettingsFile) is { } used
            ? SettingsJson.Read(SettingsIdentity.WithStrategiesOf(SettingsJson.Text(used), SettingsJson.Text(requested))) : null;
    }

    /// <exception cref="UserException">The directory holds a search with other settings; the sentence names the first that differs.</exception>
    public void RequireSame(SearchSettings requested) => Require(Change(requested), requested);

    /// <summary>The first key that was another one; null: there is none.</summary>
    public string? Change(SearchSettings requested) => SettingsIdentity.FirstDifference(SettingsJson.Text(ReadSettings(RequestFile)!), SettingsJson.Text(requested));

    private void Require(string? difference, SearchSettings requested)
    {
        if (difference is null) return;
        var plugins = SettingsIdentity.PluginDifference(SettingsJson.Text(ReadSettings(RequestFile)!), SettingsJson.Text(requested)) is null
            ? "" : "; to go on with the other plug-in, wherever it leads, say --accept-plugins";
        throw new UserException(
            $"{Path}: holds a search with other settings: {difference}; go on with the old settings, or choose another directory with --dir{plugins}");
    }

    /// <summary>Notes what the search is, before its first step.</summary>
    public void Begin(SearchSettings requested, SearchSettings used)
    {
        WriteWhole(SettingsFile, SettingsJson.Text(used) + "\n");
        WriteWhole(RequestFile, SettingsJson.Text(requested) + "\n");
    }

    /// <summary>Lets go of the directory; one that was made for a search that never began goes away again.</summary>
    public void Dispose()
    {
        _lock.Dispose();
        if (_isNew && !File.Exists(System.IO.Path.Combine(Path, RequestFile))) Directory.Delete(Path, recursive: true);
    }

    private static FileStream Hold(string shown, string path)
    {
        // A held file cannot be read by others, so the holder's name is beside it.
        var owner = path + ".pid";
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
                $"{shown}: another langevin process (pid {pid}) works on this search; wait for it, stop it, or choose another directory with --dir", exception);
        }
    }

    private static void RequireSpace(string shown, string full)
    {
        var free = new DriveInfo(full).AvailableFreeSpace;
        if (free >= LeastFreeBytes) return;
        throw new UserException(
            $"{shown}: only {free >> 20} MiB are free there, and a search needs at least {LeastFreeBytes >> 20}; free some space, or choose another directory with --dir");
    }

    private SearchSettings? ReadSettings(string name)
    {
        var path = System.IO.Path.Combine(Path, name);
        if (!File.Exists(path)) return null;
        try
        {
            return SettingsJson.Read(File.ReadAllText(path));
        }
        catch (System.Text.Json.JsonException exception)
        {
            throw new DamagedFileException(
                $"{path}: is not what langevin wrote there ({exception.Message.TrimEnd('.')}); restore it, or choose another directory with --dir", exception);
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
