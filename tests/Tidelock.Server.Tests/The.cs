namespace Tidelock.Server.Tests;

/// <summary>Fixed data that tests share.</summary>
internal static class The
{
    internal const string User = "alice";
    internal const string Password = "a long tide of words";
    internal const string OtherUser = "bob";
    internal const string PublicUrl = "http://127.0.0.1:5480";
    internal const string Cookie = "tidelock_refresh";
    internal const string DeviceCookie = "tidelock_device";

    internal const string Firefox =
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    internal const string Chrome =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
        + "Safari/537.36";

    internal static readonly DateTimeOffset Moment = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);
}
