namespace Tidelock.EndToEnd;

/// <summary>The repository that these tests were built in.</summary>
internal static class Repository
{
    /// <summary>The folder of Tidelock.slnx.</summary>
    internal static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Tidelock.slnx")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException("These tests run inside the repository.");
        }

        return folder;
    }
}
