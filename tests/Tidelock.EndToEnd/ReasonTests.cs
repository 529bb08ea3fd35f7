using Tidelock.Events;
using Tidelock.Sessions;

namespace Tidelock.EndToEnd;

/// <summary>The page knows words for everything the server may tell it.</summary>
public sealed class ReasonTests
{
    private static readonly string View = Path.Combine(
        Repository.Root, "src", "Tidelock.Server", "Playground", "Page", "view");

    [Fact]
    public void Every_reason_to_end_a_session_is_explained()
    {
        var words = File.ReadAllText(Path.Combine(View, "reasons.js"));

        string[] names = [.. EndReason.All().Select(reason => reason.Name), "held", "invalid_token"];

        Assert.All(names, name => Assert.Contains($"\n  {name}: {{\n", words, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("session.")]
    [InlineData("token.")]
    [InlineData("signin.")]
    [InlineData("password.")]
    public void Every_event_of_a_users_own_has_words(string family)
    {
        var words = File.ReadAllText(Path.Combine(View, "kinds.js"));

        var names = EventCatalogue.All().Select(kind => kind.Name)
            .Where(name => name.StartsWith(family, StringComparison.Ordinal));

        Assert.All(names, name => Assert.Contains($"'{name}': '", words, StringComparison.Ordinal));
    }
}
