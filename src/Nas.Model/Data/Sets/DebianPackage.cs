namespace Nas.Model.Data.Sets;

/// <summary>A package of data. Installed, it puts the set's files into a folder of the set's name.</summary>
/// <param name="Name">Name of the package in apt-get.</param>
/// <param name="FolderInside">Folder of the set's files in the unpacked package.</param>
internal sealed record DebianPackage(string Name, string FolderInside);
