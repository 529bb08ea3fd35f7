using Tidelock.Users;

namespace Tidelock.Server.Tests.Users;

/// <summary>Names that are known to be good.</summary>
internal static class LoginNames
{
    internal static LoginName Of(string text) => LoginName.TryParse(text, out var name)
        ? name
        : throw new ArgumentException("This is no name.", nameof(text));
}
