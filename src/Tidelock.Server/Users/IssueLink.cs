using Tidelock.Events;
using Tidelock.Server.Http;
using Tidelock.Server.Passwords;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Server.Users;

/// <summary>A one-time link as it is shown, once. Prints nothing of itself.</summary>
internal sealed record IssuedLink(Uri Url, DateTimeOffset ExpiresAt)
{
    /// <summary>Prints nothing of the secret.</summary>
    public override string ToString() => "(one-time link)";
}

/// <summary>Makes one-time links. The secret stands behind the #, which browsers send to no server.</summary>
internal sealed class IssueLink(
    IUserStore users, PublicAddress address, PasswordPolicy policy, IRandomSource random, TimeProvider clock)
{
    /// <summary>Where a password is set by a link.</summary>
    internal const string PasswordPath = "/account/password";

    /// <summary>Where the first administrator is made.</summary>
    internal const string FirstAdministratorPath = "/account/first-administrator";

    /// <summary>Each start of the server makes another while there was no administrator.</summary>
    private static readonly TimeSpan FirstAdministratorLife = TimeSpan.FromHours(24);

    /// <summary>A link to set the password of <paramref name="user"/>; null when there is no such user.</summary>
    internal async Task<IssuedLink?> ForPasswordAsync(
        UserId user, Initiator by, CancellationToken cancellationToken)
    {
        var token = LinkToken.New(random);
        var link = new OneTimeLink(token.Hash, LinkPurpose.PasswordReset, user, clock.GetUtcNow() + policy.LinkLife);
        var change = await users.AddLinkAsync(link, Told(by, "password") with { User = user }, cancellationToken);
        return change == UserChange.Done ? Issued(PasswordPath, token, link) : null;
    }

    /// <summary>A link to make the first administrator; null when the store ever had one.</summary>
    internal async Task<IssuedLink?> ForFirstAdministratorAsync(
        Initiator by, CancellationToken cancellationToken)
    {
        if (await users.AdministratorWasMadeAsync(cancellationToken))
        {
            return null;
        }

        var token = LinkToken.New(random);
        var expires = clock.GetUtcNow() + FirstAdministratorLife;
        var link = new OneTimeLink(token.Hash, LinkPurpose.FirstAdministrator, User: null, expires);
        var told = Told(by, "first_administrator");
        await users.AddLinkAsync(link, told, cancellationToken);
        return Issued(FirstAdministratorPath, token, link);
    }

    private IssuedLink Issued(string path, LinkToken token, OneTimeLink link) =>
        new(new(address.At($"{path}#{token.Text}")), link.ExpiresAt);

    private EventDraft Told(Initiator by, string purpose) =>
        by.Does(EventCatalogue.LinkIssued, clock.GetUtcNow(), new KeyValuePair<string, string>("purpose", purpose));
}
