using Tidelock.Server.Configuration;
using Tidelock.Sessions;

namespace Tidelock.Server.Sessions;

/// <summary>`Tidelock:Sessions`: how long sessions live and how many a user may have.</summary>
internal sealed class SessionsOptions
{
    internal const string Section = "Sessions";

    [Setting("Longest life of a session; then the user signs in again.",
        Min = "1d", Max = "365d", Alias = "REFRESH_TOKEN_EXPIRE_DAYS", AliasUnit = AliasUnit.Days)]
    public TimeSpan AbsoluteLife { get; set; } = TimeSpan.FromDays(30);

    [Setting("A session without 'remember me' ends after this time without a sign of its user.",
        Min = "5m", Max = "365d")]
    public TimeSpan IdleLife { get; set; } = TimeSpan.FromHours(12);

    [Setting("The same for sessions with 'remember me'.", Min = "5m", Max = "365d")]
    public TimeSpan RememberedIdleLife { get; set; } = TimeSpan.FromDays(14);

    [Setting("Most sessions one user may have at once.",
        Min = "1", Max = "1000", Alias = "MAX_ACTIVE_SESSIONS_PER_USER")]
    public int MaxPerUser { get; set; } = 5;

    [Setting("What happens when a user at that limit signs in once more.")]
    public SessionLimitAction AtLimit { get; set; } = SessionLimitAction.EndLeastRecentlyUsed;

    [Setting("Refresh tokens rotate at every use. Without it a copied token is never noticed.",
        Alias = "ENABLE_TOKEN_ROTATION")]
    public bool Rotate { get; set; } = true;

    [Setting("How long the previous token is answered with 'read your credential again' once its successor is in use.",
        Min = "0s", Max = "60s")]
    public TimeSpan Overlap { get; set; } = TimeSpan.FromSeconds(5);

    [Setting("How long ended sessions stay in lists, so that users can see why they ended.",
        Min = "1d", Max = "3650d")]
    public TimeSpan KeepEnded { get; set; } = TimeSpan.FromDays(90);
}

/// <summary>`Tidelock:Binding`: whether sessions are bound to a key of the client (DPoP, RFC 9449).</summary>
internal sealed class BindingOptions
{
    internal const string Section = "Binding";

    [Setting("Required: no sign-in without a proof. Preferred: bound when the client brings a proof. Off: never.")]
    public BindingMode Mode { get; set; } = BindingMode.Preferred;

    [Setting("How long a lost key must have been silent before the same device may bind another.",
        Min = "1h", Max = "365d")]
    public TimeSpan RebindDelay { get; set; } = TimeSpan.FromHours(24);
}
