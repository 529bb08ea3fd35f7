namespace Tidelock.Chaos.Nodes;

/// <summary>A directory for one run, gone with it.</summary>
internal sealed class Ground : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tidelock-chaos-");

    /// <summary>The data directory in it.</summary>
    internal string Data => Beside("data");

    /// <summary>A path beside the data directory.</summary>
    internal string Beside(string name) => Path.Combine(_directory.FullName, name);

    public void Dispose() => _directory.Delete(recursive: true);
}
