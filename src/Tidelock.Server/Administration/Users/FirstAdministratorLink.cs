namespace Tidelock.Server.Administration.Users;

/// <summary>The link that makes the first administrator; null once there is any user.</summary>
internal sealed record FirstAdministratorLink(LinkView? Link);
