namespace Testing;

/// <summary>Finds the repository and the real data that some tests use, which may be absent.</summary>
public static class TestData
{
    /// <summary>The checkout's root: the nearest folder above the test binaries that holds Actors.sln.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>
    /// A folder or file of the shared data; the test is skipped, with the reason, where it is missing.
    /// Looked for in $LANGEVIN_TEST_DATA, then in ../shared/data beside the checkout.
    /// </summary>
    public static string Require(string relativePath)
    {
        var path = PathOf(relativePath);
        Assert.SkipUnless(Path.Exists(path), $"real data missing: {path} (set LANGEVIN_TEST_DATA to the folder that holds {relativePath})");
        return path;
    }

    /// <summary>The same where a test can do without; null: it is missing.</summary>
    public static string? Find(string relativePath) => Path.Exists(PathOf(relativePath)) ? PathOf(relativePath) : null;

    private static string PathOf(string relativePath) =>
        Path.GetFullPath(
            Path.Combine(
                Environment.GetEnvironmentVariable("LANGEVIN_TEST_DATA") ?? Path.Combine(Repository, "..", "shared", "data"),
                relativePath
            )
        );

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Actors.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException("The tests run from inside a checkout: no Actors.sln above " + AppContext.BaseDirectory);
    }
}
