namespace Tidelock.Server.Administration.Users;

/// <summary>The link that makes the first administrator; null once there was any administrator.</summary>
internal sealed record FirstAdministratorLink(LinkView? Link);
