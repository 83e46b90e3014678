namespace Nas.Model.Data.Sets;

/// <summary>The files that a set consists of, and how they are read.</summary>
internal interface ISetFormat
{
    /// <summary>The files, in words.</summary>
    string Sought { get; }

    /// <summary>True where the folder has the files, whatever is in them.</summary>
    bool IsIn(string folder);

    /// <summary>The paths of the files in a folder that has them, those that describe the set included.</summary>
    IEnumerable<string> FilesIn(string folder);

    /// <param name="folder">A folder for which <see cref="IsIn"/> holds.</param>
    /// <param name="name">Name of the set.</param>
    /// <param name="remedy">The way for the user to get good files, as the end of a sentence.</param>
    /// <exception cref="DamagedFileException">A file is not what it must be.</exception>
    RawSet Read(string folder, string name, string remedy);
}
