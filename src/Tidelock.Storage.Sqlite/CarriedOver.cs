namespace Tidelock.Storage.Sqlite;

/// <summary>What a restore took over from the database it replaced, so that what was revoked stays revoked.</summary>
/// <param name="Keys">Keys of the ring that the backup lacked or knew in an earlier state.</param>
/// <param name="EndedSessions">Sessions that had ended meanwhile.</param>
/// <param name="Passwords">Passwords that were changed meanwhile.</param>
/// <param name="DisabledUsers">Users who were disabled meanwhile.</param>
/// <param name="ErasedUsers">People who were erased meanwhile.</param>
/// <param name="Problem">Why not everything could be taken over; null when it could, or when nothing was there.</param>
public sealed record CarriedOver(
    int Keys, int EndedSessions, int Passwords, int DisabledUsers, int ErasedUsers, string? Problem)
{
    /// <summary>Nothing was there.</summary>
    public static readonly CarriedOver Nothing = new(0, 0, 0, 0, 0, null);
}
