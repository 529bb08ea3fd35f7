namespace Tidelock.Server.Sessions;

/// <summary>
/// Browser and operating system of a user agent, by name and without versions: an update of the browser is not
/// another device. Knows the common ones only.
/// </summary>
internal readonly record struct UserAgentNames(string Browser, string System)
{
    private const string Unknown = "Other";

    /// <summary>Order matters: most browsers also claim to be Chrome and Safari.</summary>
    private static readonly (string Token, string Name)[] Browsers =
    [
        ("SamsungBrowser/", "Samsung Internet"), ("Edg/", "Edge"), ("EdgA/", "Edge"), ("EdgiOS/", "Edge"),
        ("OPR/", "Opera"), ("OPiOS/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Chromium/", "Chrome"), ("Safari/", "Safari"),
        ("curl/", "curl"),
    ];

    private static readonly (string Token, string Name)[] Systems =
    [
        ("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iPadOS"), ("CrOS", "ChromeOS"),
        ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux"),
    ];

    /// <summary>What goes into a device context, such as <c>Firefox/Linux</c>.</summary>
    internal string Family => $"{Browser}/{System}";

    internal static UserAgentNames Of(string userAgent) => new(Find(Browsers, userAgent), Find(Systems, userAgent));

    private static string Find((string Token, string Name)[] known, string userAgent)
    {
        foreach (var (token, name) in known)
        {
            if (userAgent.Contains(token, StringComparison.Ordinal))
            {
                return name;
            }
        }

        return Unknown;
    }
}
