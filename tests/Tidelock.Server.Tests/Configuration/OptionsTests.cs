using Microsoft.Extensions.Configuration;
using Tidelock.Server.Configuration;

namespace Tidelock.Server.Tests.Configuration;

public sealed class OptionsTests
{
    [Theory]
    [InlineData("Tidelock:Sessions:IdleLife", "soon", "a duration")]
    [InlineData("Tidelock:Sessions:IdleLife", "1m", "5m to 365d")]
    [InlineData("Tidelock:Sessions:AbsoluteLife", "366d", "1d to 365d")]
    [InlineData("Tidelock:Sessions:MaxPerUser", "0", "1 to 1000")]
    [InlineData("Tidelock:Sessions:MaxPerUser", "many", "a whole number")]
    [InlineData("Tidelock:Sessions:AtLimit", "2", "EndLeastRecentlyUsed")]
    [InlineData("Tidelock:Sessions:Rotate", "maybe", "true or false")]
    [InlineData("Tidelock:Sessions:IdleLive", "1h", "did you mean Tidelock:Sessions:IdleLife?")]
    [InlineData("Tidelock:Sessions:IdleLife:Value", "1h", "there is no such setting")]
    [InlineData("Tidelock:AccessTokens:Lifetime", "4m", "5m to 60m")]
    [InlineData("Tidelock:AccessTokens:Lifetime", "61m", "5m to 60m")]
    [InlineData("Tidelock:Binding:Mode", "sometimes", "Required, Preferred, Off")]
    [InlineData("Tidelock:Cookies:HttpOnly", "false", "any script")]
    [InlineData("Tidelock:Cookies:SameSite", "None", "needs https")]
    [InlineData("Tidelock:Cookies:Path", "no slash", "starts with /")]
    [InlineData("Tidelock:Cors:Origins", "*", "exact origin")]
    [InlineData("Tidelock:Cors:Origins", "https://app.example.com/", "exact origin")]
    [InlineData("Tidelock:Cors:Origins", "http://app.example.com", "exact origin")]
    [InlineData("Tidelock:Proxies:Trusted", "10.0.0.0/40", "is not an address")]
    [InlineData("Tidelock:Limits:MaxConcurrentSignIns", "512", "less than Tidelock:Limits:MaxConcurrent")]
    [InlineData("Tidelock:Limits:MaxConcurrentPerAddress", "512", "less than Tidelock:Limits:MaxConcurrent")]
    [InlineData("Tidelock:Limits:MaxConnections", "3", "4 to 1000000")]
    [InlineData("Tidelock:Passwords:Iterations", "219999", "220000")]
    [InlineData("Tidelock:Keys:MasterKey", "c2hvcnQ=", "32 bytes")]
    [InlineData("Tidelock:Keys:CertificatePassword", "x", "CertificatePath")]
    [InlineData("Tidelock:PublicUrl", "http://id.example.com", "loopback")]
    [InlineData("Tidelock:PublicUrl", "https://id.example.com/path", "without a path")]
    [InlineData("Tidelock:PublicUrl", "ftp://id.example.com", "absolute http or https URL")]
    [InlineData("ACCESS_TOKEN_EXPIRE_MINUTES", "90", "5m to 60m")]
    [InlineData("REFRESH_TOKEN_EXPIRE_DAYS", "0", "1d to 365d")]
    [InlineData("REFRESH_TOKEN_COOKIE_HTTPONLY", "false", "any script")]
    [InlineData("ENABLE_TOKEN_ROTATION", "perhaps", "true or false")]
    public void A_wrong_setting_stops_the_start_and_is_named(string key, string value, string says)
    {
        var errors = ErrorsOf((key, value));

        var error = Assert.Single(errors);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.True(
            error.StartsWith(key, StringComparison.Ordinal) || key == "REFRESH_TOKEN_COOKIE_HTTPONLY",
            $"'{error}' does not name {key}.");
    }

    [Fact]
    public void A_cookie_without_Secure_is_refused_on_https() => Assert.Contains(
        ErrorsOf(("Tidelock:PublicUrl", "https://id.example.com"), ("REFRESH_TOKEN_COOKIE_SECURE", "false")),
        error => error.StartsWith("Tidelock:Cookies:Secure", StringComparison.Ordinal));

    [Fact]
    public void A_cookie_without_Secure_is_allowed_on_http_loopback() =>
        Assert.Empty(ErrorsOf(("REFRESH_TOKEN_COOKIE_SECURE", "false")));

    [Fact]
    public void Every_error_is_told_at_once() => Assert.Equal(
        3,
        ErrorsOf(
            ("Tidelock:Sessions:IdleLife", "x"), ("Tidelock:PublicUrl", "x"), ("Tidelock:Nothing", "x")).Count);

    [Fact]
    public void A_secret_that_is_wrong_is_not_repeated() => Assert.DoesNotContain(
        ErrorsOf(("Tidelock:Keys:MasterKey", "hunter2hunter2")),
        error => error.Contains("hunter2", StringComparison.Ordinal));

    [Fact]
    public void Names_from_other_systems_work()
    {
        var policies = Policies.From(Configuration(
            ("ACCESS_TOKEN_EXPIRE_MINUTES", "30"), ("REFRESH_TOKEN_EXPIRE_DAYS", "7"),
            ("ENABLE_TOKEN_ROTATION", "false"), ("MAX_ACTIVE_SESSIONS_PER_USER", "3"),
            ("REFRESH_TOKEN_COOKIE_SAMESITE", "lax"), ("ENABLE_AUDIT_LOGGING", "false")));

        Assert.Equal(TimeSpan.FromMinutes(30), policies.AccessTokens.Lifetime);
        Assert.Equal(TimeSpan.FromDays(7), policies.Sessions.AbsoluteLife);
        Assert.False(policies.Sessions.Rotate);
        Assert.Equal(3, policies.Sessions.MaxPerUser);
        Assert.Equal(Microsoft.AspNetCore.Http.SameSiteMode.Lax, policies.Cookies.SameSite);
        Assert.False(policies.Events.Audit);
    }

    [Fact]
    public void The_full_key_wins_over_its_alias() => Assert.Equal(
        TimeSpan.FromMinutes(20),
        Policies.From(Configuration(
            ("ACCESS_TOKEN_EXPIRE_MINUTES", "30"), ("Tidelock:AccessTokens:Lifetime", "20m"))).AccessTokens.Lifetime);

    [Fact]
    public void Settings_are_shown_with_their_source_and_without_secrets()
    {
        var key = Convert.ToBase64String(new byte[32]);
        var shown = ConfigurationReference.Show(Configuration(("Tidelock:Keys:MasterKey", key)));

        var secret = shown.Single(setting => setting.Key == "Tidelock:Keys:MasterKey");
        Assert.Equal(("********", false, "memory"), (secret.Value, secret.IsDefault, secret.Source));
        Assert.DoesNotContain(shown, setting => setting.Value.Contains(key, StringComparison.Ordinal));
        Assert.Equal("default", shown.Single(setting => setting.Key == "Tidelock:Sessions:IdleLife").Source);
    }

    [Fact]
    public void Every_default_can_be_written_down_and_read_again()
    {
        var defaults = ConfigurationReference.Describe()
            .Where(setting => setting.Default.Length > 0)
            .Select(setting => (setting.Key, setting.Default));

        Assert.Empty(ErrorsOf([.. defaults]));
    }

    private static IReadOnlyList<string> ErrorsOf(params (string Key, string Value)[] settings)
    {
        try
        {
            Policies.From(Configuration(settings));
            return [];
        }
        catch (TidelockConfigurationException found)
        {
            return found.Errors;
        }
    }

    private static IConfigurationRoot Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting =>
                new KeyValuePair<string, string?>(setting.Key, setting.Value)))
            .Build();
}
