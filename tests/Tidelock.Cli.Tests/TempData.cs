namespace Tidelock.Cli.Tests;

/// <summary>A directory of a test's own, gone with it.</summary>
public sealed class TempData : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tidelock-test-");

    public string Path => System.IO.Path.Combine(_directory.FullName, "data");

    /// <summary>An empty store in the data directory.</summary>
    public async Task MakeStoreAsync() => (await CliRun.Of("migrate", "up", "--data", Path)).Succeeded();

    /// <summary>A path beside the data directory.</summary>
    public string Beside(string name) => System.IO.Path.Combine(_directory.FullName, name);

    public void Dispose() => _directory.Delete(recursive: true);
}
