namespace Tidelock.Server;

/// <summary>Where this node keeps its files, and what they are called. Only its owner may open it.</summary>
/// <param name="Path">The directory's full path.</param>
internal sealed record DataDirectory(string Path)
{
    /// <summary>The signed heads of the audit chains.</summary>
    internal const string HeadsName = "audit-heads.jsonl";

    private const string DatabaseName = "tidelock.db";
    private const string ConfigurationName = "tidelock.json";
    private const string MasterKeyName = "master.key";
    private const string SocketName = "admin.sock";
    private const string LockName = "lock";

    // Says what the directory is, so that nobody deletes another one by mistake.
    private const string DemoMarkName = "this-is-a-tidelock-demo";

    /// <summary>The database of an embedded store; its log and what a restore sets aside begin with its name.</summary>
    internal string Database => In(DatabaseName);

    /// <summary>The configuration, where somebody wrote one.</summary>
    internal string Configuration => In(ConfigurationName);

    /// <summary>The master key, unless it is configured elsewhere.</summary>
    internal string MasterKey => In(MasterKeyName);

    /// <summary>The socket that the command line talks to.</summary>
    internal string Socket => In(SocketName);

    /// <summary>Keeps a second process out.</summary>
    internal string Lock => In(LockName);

    /// <summary>The signed heads of the audit chains.</summary>
    internal string Heads => In(HeadsName);

    /// <summary>Tells that the directory is a demo's and may be deleted.</summary>
    internal string DemoMark => In(DemoMarkName);

    /// <summary>
    /// True for an existing directory of somebody's other things: a mistyped path must not make it private or put a
    /// database into it. What may lie there before the first start is ours by name.
    /// </summary>
    internal bool HoldsOtherThings =>
        Directory.Exists(Path)
        && !File.Exists(Database)
        && Directory.EnumerateFileSystemEntries(Path).Any(entry => !IsOurs(System.IO.Path.GetFileName(entry)));

    // Files get their names last, so what a crash leaves behind begins with one of them.
    private static bool IsOurs(string name) =>
        name.StartsWith(DatabaseName, StringComparison.Ordinal)
        || name.StartsWith(MasterKeyName, StringComparison.Ordinal)
        || name.StartsWith(HeadsName, StringComparison.Ordinal)
        || name is LockName or ConfigurationName or SocketName or DemoMarkName;

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
