namespace Nas.Model.Data.Sets;

/// <summary>A package of data. Installed, it puts the set's files into a folder of the set's name.</summary>
/// <param name="Name">As apt-get knows it.</param>
/// <param name="FolderInside">Where the set's files are once it is unpacked.</param>
internal sealed record DebianPackage(string Name, string FolderInside);
