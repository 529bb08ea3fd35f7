namespace Tidelock.Cli.CommandLine;

/// <summary>The data directory can't be had: another process works on it.</summary>
internal sealed class DirectoryUnavailableException(string message) : Exception(message);
