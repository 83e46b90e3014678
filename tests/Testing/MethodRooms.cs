using System.Text.RegularExpressions;
using Mono.Cecil;

namespace Testing;

/// <summary>
/// The rooms of search methods, and who of a compiled assembly reaches into one from outside: what is in a room (settings, runtime, result,
/// ...) may be named in the rooms of the same method, and in the list of methods that each project has. Constants are not seen: see
/// <see cref="TypeUses"/>.
/// </summary>
internal static partial class MethodRooms
{
    private static readonly HashSet<string> Lists =
    [
        "Nas.Model.Methods.MethodSciences",
        "Actors.Search.Methods.SearchMethods",
        "Seed.Methods.MethodFaces",
    ];

    /// <summary>A study is of ST-NAS's supernets: it stands on that method.</summary>
    private static readonly HashSet<(string User, string Used)> Guests = [("Fidelity", "StNas")];

    /// <summary>Each once, in order.</summary>
    /// <param name="assembly">Path of the assembly; with its symbols beside it, files are named as well.</param>
    /// <param name="root">Only users in this namespace are looked at.</param>
    public static IReadOnlyList<string> Trespasses(string assembly, string root)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        using var module = ModuleDefinition.ReadModule(
            assembly,
            new ReaderParameters { ReadSymbols = File.Exists(Path.ChangeExtension(assembly, ".pdb")) }
        );
        TypeUses.Visit(
            module,
            (inner, used) =>
            {
                var user = TypeUses.Outermost(inner);
                if (
                    RoomOf(used) is not { } room
                    || (user.Namespace != root && !user.Namespace.StartsWith(root + ".", StringComparison.Ordinal))
                )
                    return;
                if (RoomOf(user) is { } own ? own == room || Guests.Contains((own, room)) : Lists.Contains(user.FullName))
                    return;
                found.Add($"{TypeUses.Name(user)} uses {Outermost(used).FullName}");
            }
        );
        return [.. found];
    }

    /// <summary>The method that a type is of; null: of none, or of all.</summary>
    private static string? RoomOf(TypeReference type)
    {
        var outermost = Outermost(type);
        var match = Room().Match(outermost.FullName);
        return match is { Success: true } && match.Groups["room"].Value is not "Shared" and var room ? room : null;
    }

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    /// <summary>A folder below Methods, or in Actors a file XMethod.cs; what is called IXMethod is a contract.</summary>
    [GeneratedRegex(
        @"^((Nas\.Model|Seed)\.Methods\.(?<room>\w+)\.|Actors\.Search\.Methods\.(?<room>[A-Z][a-z]\w*)Method$)",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Room();
}
