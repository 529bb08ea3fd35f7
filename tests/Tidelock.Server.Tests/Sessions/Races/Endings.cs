using System.Net;
using System.Text.Json.Nodes;
using Tidelock.Events;
using Tidelock.Server.Administration;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Server.Users;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Sessions.Races;

/// <summary>Every way in which a session ends or is replaced on purpose, or because of somebody else.</summary>
internal static class Endings
{
    internal const string NewPassword = "another tide of words";

    internal static readonly IReadOnlyList<Ending> All =
    [
        .. ByThePerson(), .. FromElsewhere(), .. ByThePassword(), .. BySigningIn(), .. ByAnOperator(), .. ByAThief(),
    ];

    internal static Ending Named(string name) => All.Single(ending => ending.Name == name);

    internal static TheoryData<string, Channel, bool> Cases(Func<Ending, bool> which)
    {
        var cases = new TheoryData<string, Channel, bool>();
        foreach (var ending in All.Where(which))
        {
            foreach (var channel in new[] { Channel.Cookie, Channel.Body })
            {
                foreach (var bound in new[] { false, true }.Where(bound => ending.AppliesTo(channel, bound)))
                {
                    cases.Add(ending.Name, channel, bound);
                }
            }
        }

        return cases;
    }

    private static IEnumerable<Ending> ByThePerson()
    {
        yield return new("sign-out", "signed_out", stage => SignOutAsync(stage, stage.Token))
        {
            Waits = true,
            Cookie = CookieChange.Cleared,
        };
        yield return new("sign-out by an older token", "signed_out", stage => SignOutAsync(stage, stage.OlderToken))
        {
            Waits = true,
            Cookie = CookieChange.Cleared,
        };
        yield return new("end of this session", "signed_out", stage => EndAsync(stage, stage.Victim)) { Waits = true };
        yield return new("logout-all", "signed_out_everywhere", stage => EndAllAsync(stage.Victim))
        {
            Waits = true,
            Cookie = CookieChange.Cleared,
        };
        yield return new("revoked refresh token", "signed_out", stage => RevokeAsync(stage, stage.Token))
        {
            Waits = true,
        };
        yield return new("revoked access token", "signed_out", stage => RevokeAsync(stage, stage.Access))
        {
            Waits = true,
        };
    }

    private static IEnumerable<Ending> FromElsewhere()
    {
        yield return new(
            "end from another session", "signed_out_elsewhere",
            async stage => await EndAsync(stage, await stage.OtherAsync()))
        {
            Waits = true,
            PrepareAsync = stage => stage.OtherAsync(),
        };
        yield return new(
            "logout-others", "signed_out_elsewhere",
            async stage => Ok(await (await stage.OtherAsync()).PostAsync("/api/v1/auth/logout-others")))
        {
            Waits = true,
            PrepareAsync = stage => stage.OtherAsync(),
        };
        yield return new(
            "logout-all from another session", "signed_out_everywhere",
            async stage => await EndAllAsync(await stage.OtherAsync()))
        {
            Waits = true,
            PrepareAsync = stage => stage.OtherAsync(),
        };
    }

    private static IEnumerable<Ending> ByThePassword()
    {
        yield return new(
            "password change", "password_changed", stage => ChangePasswordAsync(stage, stage.Victim))
        {
            ToldAfter = Step.List,
            Waits = true,
            Cookie = CookieChange.Set,
            Continues = true,
        };
        yield return new(
            "password change in another session", "password_changed",
            async stage => await ChangePasswordAsync(stage, await stage.OtherAsync()))
        {
            ToldAfter = Step.List,
            PrepareAsync = stage => stage.OtherAsync(),
        };
        yield return new("password reset", "password_reset", ResetPasswordAsync)
        {
            ToldAfter = Step.List,
        };
    }

    private static IEnumerable<Ending> BySigningIn()
    {
        yield return new(
            "sign-in in the same browser", "replaced_by_sign_in",
            stage => SignInAsync(stage.Victim, stage.Name, stage.Password))
        {
            ToldAfter = Step.Start,
            CookieOnly = true,
            Waits = true,
            Cookie = CookieChange.Set,
            Continues = true,
        };
        yield return new(
            "sign-in of somebody else in the same browser", "replaced_by_sign_in",
            stage => SignInAsync(stage.Victim, The.OtherUser, The.Password))
        {
            ToldAfter = Step.Start,
            CookieOnly = true,
            Waits = true,
            Cookie = CookieChange.Set,
            Continues = true,
        };
        yield return new(
            "sign-in beyond the limit", "session_limit",
            stage => SignInAsync(stage.Elsewhere, stage.Name, stage.Password))
        {
            ToldAfter = Step.Start,
            MaxPerUser = 1,
        };
        yield return new("sign-in after a hold", "sign_in_after_hold", SignInAfterHoldAsync)
        {
            ToldAfter = Step.Start,
            PrepareAsync = HoldAsync,
        };
    }

    private static IEnumerable<Ending> ByAnOperator()
    {
        yield return new(
            "operator's end", "ended_by_operator",
            stage => DeleteAsync(stage, $"/sessions/{stage.Session}"))
        {
            Waits = true,
        };
        yield return new(
            "operator's end of all", "ended_by_operator",
            stage => DeleteAsync(stage, $"/users/{stage.User}/sessions"))
        {
            Waits = true,
        };
        yield return new(
            "disabled account", "account_disabled",
            async stage => Ok(await stage.Operator.PostAsync(Admin($"/users/{stage.User}/disable"))))
        {
            ToldAfter = Step.List,
            UndoAsync = async stage => Ok(await stage.Operator.PostAsync(Admin($"/users/{stage.User}/enable"))),
        };
        yield return new(
            "erased account", Ending.NoSuchSession, stage => DeleteAsync(stage, $"/users/{stage.User}"))
        {
            ToldAfter = null,
            Waits = true,
        };
    }

    private static IEnumerable<Ending> ByAThief()
    {
        yield return new(
            "spent token", "refresh_token_reuse",
            async stage => Refused(
                await ThiefOf(stage).RefreshAndLoseAnswerAsync(stage.OlderToken), "refresh_token_reuse"))
        {
            ToldAfter = Step.Refresh,
            UnboundOnly = true,
        };
        yield return new(
            "forged token", "forged_generation",
            async stage => Refused(
                await stage.Copy().RefreshAndLoseAnswerAsync(stage.Server.Forge(stage.Token, 50)),
                "forged_generation"))
        {
            ToldAfter = Step.Refresh,
            UnboundOnly = true,
        };
    }

    private static async Task<Reply> SignOutAsync(Stage stage, string token)
    {
        var reply = Ok(await stage.Victim.SignOutAsync(token));
        Assert.Equal(HttpStatusCode.NoContent, reply.Status);
        return reply;
    }

    private static async Task<Reply> EndAsync(Stage stage, Client by) =>
        Ok(await by.DeleteAsync($"/api/v1/auth/tokens/{stage.Session}"));

    private static async Task<Reply> EndAllAsync(Client by)
    {
        var reply = Ok(await by.PostAsync("/api/v1/auth/logout-all"));
        by.Keep(reply);
        return reply;
    }

    private static async Task<Reply> RevokeAsync(Stage stage, string token)
    {
        using var request = stage.Elsewhere.Request(HttpMethod.Post, "/oauth/revoke");
        request.Content = new FormUrlEncodedContent([new("token", token)]);
        return Ok(await stage.Elsewhere.SendAsync(request));
    }

    private static async Task<Reply> ChangePasswordAsync(Stage stage, Client by)
    {
        var next = stage.Password == NewPassword ? The.Password : NewPassword;
        var reply = Ok(await by.ChangePasswordAsync(stage.Password, next));
        stage.Password = next;
        return reply;
    }

    private static async Task<Reply> ResetPasswordAsync(Stage stage)
    {
        var link = await stage.Server.Get<IssueLink>().ForPasswordAsync(
            stage.User, new(Actor.LocalOperator), CancellationToken.None);
        return Ok(await stage.Elsewhere.PostAsync("/api/v1/auth/password/reset", new JsonObject
        {
            ["token"] = link!.Url.Fragment.TrimStart('#'),
            ["newPassword"] = NewPassword,
        }));
    }

    private static async Task<Reply> SignInAsync(Client client, string name, string password)
    {
        var reply = await client.SignInAsync(name, password);
        Expect.Served(reply, client.Channel);
        return reply;
    }

    /// <summary>On another device, with everything but the key.</summary>
    private static Client ThiefOf(Stage stage)
    {
        var thief = stage.Copy();
        (thief.UserAgent, thief.InstanceId) = (The.Chrome, "instance-of-a-thief");
        return thief;
    }

    private static async Task HoldAsync(Stage stage) => Expect.SignInRequired(
        await ThiefOf(stage).RefreshAndLoseAnswerAsync(stage.OlderToken), "held");

    /// <summary>The person, on the own device, whose refresh token is gone.</summary>
    private static Task<Reply> SignInAfterHoldAsync(Stage stage)
    {
        var owner = stage.Copy(withKey: true);
        owner.RefreshToken = null;
        return SignInAsync(owner, stage.Name, stage.Password);
    }

    private static async Task<Reply> DeleteAsync(Stage stage, string path) =>
        Ok(await stage.Operator.DeleteAsync(Admin(path)));

    private static string Admin(string path) => AdministrationModule.Prefix + path;

    private static Reply Ok(Reply reply)
    {
        Assert.True(reply.Status is HttpStatusCode.OK or HttpStatusCode.NoContent, $"{reply.Status} {reply.Text}");
        return reply;
    }

    private static Reply Refused(Reply reply, string reason)
    {
        Expect.SignInRequired(reply, reason);
        return reply;
    }
}
