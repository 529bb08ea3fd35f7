using System.ComponentModel.DataAnnotations;

namespace Tidelock.Server.Administration.Backup;

/// <summary>Writes a copy of the database to a new file on the server's machine.</summary>
internal sealed record BackupRequest
{
    /// <summary>Longest path, in characters.</summary>
    internal const int MaxPathLength = 4096;

    /// <summary>The absolute path of the file.</summary>
    [Required, MaxLength(MaxPathLength)]
    public string? Path { get; init; }
}

/// <summary>The copy that was written.</summary>
internal sealed record BackupView(string Path, long SizeBytes);
