using System.Collections.Immutable;
using Nas.Model.Data.Sets;

namespace Nas.Model.Data.Fetching;

/// <summary>
/// An address that has the sets' files, for machines that do not reach those who published them: <c>MIRROR/SET/FILE</c>. Sizes and digests
/// stay pinned, so that nobody has to trust it.
/// </summary>
public sealed record DataMirror
{
    public const string Variable = "LANGEVIN_DATA_MIRROR";

    private DataMirror(Uri root) => Root = root;

    /// <summary>The address, with a slash at its end.</summary>
    public Uri Root { get; }

    /// <summary>$LANGEVIN_DATA_MIRROR; null: files come from those who published them.</summary>
    /// <exception cref="UserException">It is no address.</exception>
    public static DataMirror? FromEnvironment() => Of(Environment.GetEnvironmentVariable(Variable));

    internal static DataMirror? Of(string? address)
    {
        if (string.IsNullOrEmpty(address))
            return null;
        return
            Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var root)
            && root is { Scheme: "http" or "https", Query: "", Fragment: "" }
            ? new DataMirror(root)
            : throw new UserException($"{Variable} is {address}: it must be an address that begins with http:// or https://");
    }

    internal ImmutableArray<PublishedFile> Files(PublishedSet set) =>
        [.. set.Published.Select(file => file with { Address = new Uri(Root, $"{set.Name}/{file.Name}") })];
}
