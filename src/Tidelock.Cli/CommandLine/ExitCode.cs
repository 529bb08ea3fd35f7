namespace Tidelock.Cli.CommandLine;

/// <summary>What a command tells the shell. Scripts rely on these numbers: none ever gets another meaning.</summary>
internal enum ExitCode
{
    /// <summary>It was done.</summary>
    Ok = 0,

    /// <summary>It failed in a way that has no number of its own; the message says how.</summary>
    Failed = 1,

    /// <summary>The command line can't be understood.</summary>
    Usage = 2,

    /// <summary>It was refused: there is no such thing, the name is taken, the request is not allowed.</summary>
    Refused = 3,

    /// <summary>The server, the data directory or the database can't be had now; trying again may help.</summary>
    Unavailable = 4,

    /// <summary>The configuration is wrong; the message names each key.</summary>
    Configuration = 5,

    /// <summary>The check was made and found something: a broken audit chain, a problem of the doctor's.</summary>
    Unsound = 6,
}
