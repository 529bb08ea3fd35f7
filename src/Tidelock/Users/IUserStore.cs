using Tidelock.Events;
using Tidelock.Sessions;

namespace Tidelock.Users;

/// <summary>What a one-time link is for.</summary>
public enum LinkPurpose : byte
{
    /// <summary>Makes the first administrator of a store that never had one.</summary>
    FirstAdministrator = 1,

    /// <summary>Sets a password anew.</summary>
    PasswordReset = 2,
}

/// <summary>A one-time link: only the hash of its token is kept.</summary>
/// <param name="TokenHash">SHA-256 of the token.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="User">Whose password it sets; null for the first administrator.</param>
/// <param name="ExpiresAt">From then on it is worth nothing.</param>
public sealed record OneTimeLink(Digest TokenHash, LinkPurpose Purpose, UserId? User, DateTimeOffset ExpiresAt);

/// <summary>What became of a change to users.</summary>
public enum UserChange
{
    /// <summary>It was made.</summary>
    Done,

    /// <summary>There is no such user.</summary>
    NotFound,

    /// <summary>The name or the e-mail address is taken.</summary>
    NameTaken,

    /// <summary>The link is unknown, used or expired.</summary>
    LinkInvalid,

    /// <summary>The user changed meanwhile: the password that was checked is not the password any more.</summary>
    Stale,

    /// <summary>It would leave the store without an enabled administrator; nothing was changed.</summary>
    LastAdministrator,
}

/// <summary>
/// The users of one store. Every change is one transaction together with its events and the sessions it ends; each
/// ended session adds its own <see cref="EventCatalogue.SessionEnded"/> with the actor and context of the first event.
/// </summary>
public interface IUserStore
{
    /// <summary>The user who signs in by <paramref name="name"/> (user name first, then e-mail address).</summary>
    ValueTask<Credentials?> FindAsync(LoginName name, CancellationToken cancellationToken);

    /// <summary>The user with <paramref name="id"/>.</summary>
    ValueTask<Credentials?> FindAsync(UserId id, CancellationToken cancellationToken);

    /// <summary>Users in order of name, after <paramref name="after"/> (null from the start).</summary>
    ValueTask<IReadOnlyList<User>> ListAsync(LoginName? after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Whether there ever was an administrator. The store remembers it past the erasure of every user, so that an
    /// emptied store offers nobody to become its first administrator again.
    /// </summary>
    ValueTask<bool> AdministratorWasMadeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Adds a user: done, or name taken. Names and e-mail addresses of all users share one space: neither may be
    /// another user's name or address.
    /// </summary>
    ValueTask<UserChange> AddAsync(
        User user, PasswordHash? password, EventDraft told, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces the password verifier if it still is <paramref name="current"/>, and ends all the user's sessions
    /// with <see cref="EndReason.PasswordChanged"/>. Unused reset links die.
    /// </summary>
    ValueTask<UserChange> ChangePasswordAsync(
        UserId user, PasswordHash current, PasswordHash next, EventDraft told,
        CancellationToken cancellationToken);

    /// <summary>Replaces a verifier by one of the same password at today's cost; no event, no session ends.</summary>
    ValueTask RehashPasswordAsync(
        UserId user, PasswordHash current, PasswordHash next, CancellationToken cancellationToken);

    /// <summary>
    /// Disables or enables a user; disabling ends all sessions. The last enabled administrator is not disabled.
    /// </summary>
    ValueTask<UserChange> SetDisabledAsync(
        UserId user, DateTimeOffset? disabledAt, EventDraft told, CancellationToken cancellationToken);

    /// <summary>Replaces the roles; the last enabled administrator stays one.</summary>
    ValueTask<UserChange> SetRolesAsync(
        UserId user, IReadOnlyList<string> roles, EventDraft told, CancellationToken cancellationToken);

    /// <summary>
    /// Erases a person: the row, links, sessions and the personal part of every event in which the user acted or that
    /// was the user's own. What others did to the user (failed sign-ins from elsewhere, an operator's actions) keeps
    /// the address it came from, or erasure would cover somebody else's tracks. The events stay. The last enabled
    /// administrator is not erased.
    /// </summary>
    ValueTask<UserChange> EraseAsync(UserId user, EventDraft told, CancellationToken cancellationToken);

    /// <summary>Keeps a link, in place of unused ones of the same user and purpose.</summary>
    ValueTask<UserChange> AddLinkAsync(OneTimeLink link, EventDraft told, CancellationToken cancellationToken);

    /// <summary>The link if it is unused and alive at <paramref name="now"/>.</summary>
    ValueTask<OneTimeLink?> FindLinkAsync(Digest tokenHash, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Uses up a <see cref="LinkPurpose.PasswordReset"/> link: sets the password and ends all sessions.
    /// </summary>
    ValueTask<UserChange> ResetPasswordAsync(
        Digest tokenHash, PasswordHash next, EventDraft told, CancellationToken cancellationToken);

    /// <summary>
    /// Uses up a <see cref="LinkPurpose.FirstAdministrator"/> link: adds the user if there never was an
    /// administrator.
    /// </summary>
    ValueTask<UserChange> AddFirstAdministratorAsync(
        Digest tokenHash, User user, PasswordHash password, EventDraft told, CancellationToken cancellationToken);
}
