using System.ComponentModel.DataAnnotations;

namespace Actors.Checkpoints;

/// <summary>The name of a search, which becomes part of paths.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SearchNameAttribute() : ValidationAttribute("{0} is no name of a search")
{
    public override bool IsValid(object? value) => value is string name && BlobFolders.IsName(name);
}

/// <summary>The name of a blob, which becomes part of paths.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class BlobNameAttribute() : ValidationAttribute("{0} is no name of a blob")
{
    public override bool IsValid(object? value) => value is string name && BlobId.IsValid(name);
}
