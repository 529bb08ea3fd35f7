namespace Tidelock.Cli.CommandLine;

/// <summary>There is no store in the data directory, and the command is none that makes one.</summary>
internal sealed class NoStoreException(string path) : Exception($"there is no Tidelock store in {path}.")
{
    internal const string Hint =
        $"Is the path right (--data, or {GlobalOptions.DataVariable})? `tidelock serve` makes a store and runs on it, "
        + "`tidelock migrate up` only makes it.";
}
