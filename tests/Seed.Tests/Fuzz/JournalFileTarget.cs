using System.Text.Json;
using Actors.Archive;
using Actors.Persistence;
using Actors.Search;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Serialization;
using Actors.Strategies;
using Akka.Actor;
using Akka.Configuration;
using Microsoft.Data.Sqlite;
using Nas.Model;
using Nas.Model.Methods;
using Nas.Model.Settings;
using Seed.Archive;
using Seed.Tests.Commands;

namespace Seed.Tests.Fuzz;

/// <summary>The file of a journal: whoever asks and whoever starts has the history that was written, or a sentence.</summary>
internal static class JournalFileTarget
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(9);

    private static readonly FuzzFolder Folder = new();

    private static readonly Lazy<(byte[] Journal, byte[] End, string History, string Verified)> Sound = new(Make);

    private static string Journal => SearchPersistence.PathOf(Directory);

    private static string Directory => Path.Combine(Folder.Path, "search");

    private static string End => Folder.File(Path.Combine("search", JournalEnds.Folder, SearchReader.IdOf(JournalTargets.Search)));

    // Each case is files, a database and an actor system.
    public static FuzzTarget File => new("journal file", [Sound.Value.Journal], Read) { Share = 5 };

    private static (byte[] Journal, byte[] End, string History, string Verified) Make()
    {
        Empty();
        SearchPersistence.Prepare(Directory);
        JournalWriter
            .WriteAsync(
                SearchPersistence.Sqlite(Directory),
                SearchReader.IdOf(JournalTargets.Search),
                JournalTargets.Events,
                CancellationToken.None
            )
            .GetAwaiter()
            .GetResult();
        SqliteConnection.ClearAllPools();
        return (System.IO.File.ReadAllBytes(Journal), System.IO.File.ReadAllBytes(End), Told("history").Out, Told("journal", "verify").Out);
    }

    private static void Read(byte[] bytes)
    {
        var sound = Sound.Value;
        Empty();
        System.IO.File.WriteAllBytes(Journal, bytes);
        System.IO.File.WriteAllBytes(End, sound.End);
        var verified = Told("journal", "verify");
        var asked = History();
        try
        {
            // A start mends what it can.
            SearchPersistence.Prepare(Directory);
        }
        catch (UserException sentence)
        {
            Assert.Contains(Journal, sentence.Message, StringComparison.Ordinal);
            throw;
        }
        var begun = Started();
        var again = History();
        // Whoever looks for damage finds what others find. (Files of the search are missing in any case.)
        if (asked is not null || again is not null)
            Assert.NotEqual(sound.Verified, verified.Out);
        if ((asked ?? begun ?? again) is { } refusal)
            throw new UserException(refusal);
    }

    /// <summary>The sentence of a start that cannot go on; null: it can.</summary>
    private static string? Started()
    {
        var system = ActorSystem.Create(
            "fuzz",
            ConfigurationFactory
                .ParseString("akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off }")
                .WithFallback(SearchPersistence.Sqlite(Directory))
                .WithFallback(WireSerialization.Config)
        );
        try
        {
            var inbox = Inbox.Create(system);
            system.EventStream.Subscribe(inbox.Receiver, typeof(SearchFault));
            var search = system.ActorOf(
                SearchActor.Props(
                    JournalTargets.Search,
                    new SearchEnvironment(ActorRefs.Nobody, StrategyCatalog.Standard, TimeProvider.System)
                )
            );
            inbox.Send(search, new DescribeSearch(JournalTargets.Search));
            switch (inbox.Receive(Patience))
            {
                case SearchFault fault:
                    return fault.Sentence;
                case SearchProgress progress:
                    Assert.Equal(SearchStatus.Completed, progress.Status);
                    return null;
                case var other:
                    throw new InvalidOperationException($"A start says {JsonSerializer.Serialize(other)}");
            }
        }
        finally
        {
            system.Terminate().GetAwaiter().GetResult();
        }
    }

    /// <summary>The sentence in place of a history; null: the history is the right one.</summary>
    private static string? History()
    {
        var said = Told("history");
        if (said.Code != 0)
            return said.Error;
        Assert.Equal(Sound.Value.History, said.Out);
        return null;
    }

    private static Said Told(params string[] command)
    {
        var said = Shell.RunAsync([.. command, Directory]).GetAwaiter().GetResult();
        Assert.DoesNotContain("should not", said.Error, StringComparison.Ordinal);
        return said;
    }

    private static void Empty()
    {
        SqliteConnection.ClearAllPools();
        if (System.IO.Directory.Exists(Directory))
            System.IO.Directory.Delete(Directory, recursive: true);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(End)!);
        var settings = MethodSciences.Read(JournalTargets.Events.OfType<SearchStarted>().First().Settings);
        using var held = SearchDirectory.Open(Directory);
        held.Begin(settings, settings);
    }
}
