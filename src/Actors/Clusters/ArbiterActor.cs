using Actors.Hosting;
using Actors.Peers;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Npgsql;

namespace Actors.Clusters;

/// <summary>
/// Lets the journal's database say which side of a partition goes on: the first that asks. It writes down the members that it goes on
/// without, for ever (a node that starts again is another member); a side with a control node that is written down does not go on.
/// </summary>
public sealed class ArbiterActor : ReceiveActor
{
    public const string Name = "arbiter";

    /// <summary>All askers one after the other: any constant does.</summary>
    private const string Turn = "SELECT pg_advisory_xact_lock(7301)";

    private const string Table =
        "CREATE TABLE IF NOT EXISTS langevin_downed (member text PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())";
    private const string IsDowned = "SELECT count(*) FROM langevin_downed WHERE member = ANY($1)";
    private const string Down = "INSERT INTO langevin_downed (member) SELECT unnest($1) ON CONFLICT DO NOTHING";
    private const string Forget = "DELETE FROM langevin_downed WHERE at < now() - interval '30 days'";

    private readonly string _connection;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly MembersOnly _members = new(Context);

    public ArbiterActor(string connection)
    {
        _connection = connection;
        var cluster = Cluster.Get(Context.System);
        Receive<MayWeGoOn>(_ =>
            Ask(cluster.State)
                .PipeTo(
                    Sender,
                    Self,
                    failure: cause =>
                    {
                        _log.Warning("The database does not say who goes on: {Reason}", cause.Message);
                        return new GoOn(false, Unknown: true);
                    }
                )
        );
    }

    public static Props Props(string connection) => Akka.Actor.Props.Create(() => new ArbiterActor(connection));

    protected override bool AroundReceive(Receive receive, object message) =>
        _members.Refuses(message, Sender) || base.AroundReceive(receive, message);

    private Task<GoOn> Ask(ClusterEvent.CurrentClusterState state)
    {
        string[] gone = [.. state.Unreachable.Select(Text)];
        string[] control =
        [
            .. state.Members.Except(state.Unreachable).Where(member => member.HasRole(NodeOptions.ControlRole)).Select(Text),
        ];
        return DecideAsync(_connection, control, gone);
    }

    /// <param name="control">The control nodes on this side.</param>
    /// <param name="gone">The members that this side goes on without.</param>
    internal static async Task<GoOn> DecideAsync(string connection, string[] control, string[] gone)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var opened = await source.OpenConnectionAsync();
        await using var transaction = await opened.BeginTransactionAsync();
        await ExecuteAsync(opened, Turn);
        await ExecuteAsync(opened, Table);
        await using var asked = new NpgsqlCommand(IsDowned, opened) { Parameters = { new() { Value = control } } };
        if (await asked.ExecuteScalarAsync() is not 0L)
            return new GoOn(false);
        await using var down = new NpgsqlCommand(Down, opened) { Parameters = { new() { Value = gone } } };
        await down.ExecuteNonQueryAsync();
        await ExecuteAsync(opened, Forget);
        await transaction.CommitAsync();
        return new GoOn(true);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string Text(Member member) => $"{member.UniqueAddress.Address}#{member.UniqueAddress.Uid}";
}
