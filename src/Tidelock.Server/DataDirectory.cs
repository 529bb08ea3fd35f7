namespace Tidelock.Server;

/// <summary>Where this node keeps its files.</summary>
internal sealed record DataDirectory(string Path);
