using System.Text;
using System.Text.Json.Nodes;
using Tidelock.Server.Http;
using Tidelock.Server.Http.OpenApi;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Http.Fuzz;

/// <summary>A request of each operation that would be served, to be broken in one place.</summary>
internal static class ValidRequests
{
    private const string NewPassword = "another tide of words";

    /// <summary>The JSON body of each operation that takes one.</summary>
    private static readonly Dictionary<string, Func<World, JsonObject>> Bodies = new(StringComparer.Ordinal)
    {
        ["signIn"] = world => world.User.Channel == Channel.Body
            ? new()
            {
                ["username"] = The.User,
                ["password"] = The.Password,
                ["remember"] = true,
                ["mode"] = "body",
                ["deviceToken"] = "a device of before",
            }
            : new()
            {
                ["username"] = The.User,
                ["password"] = The.Password,
                ["remember"] = true,
                ["mode"] = "cookie",
            },
        ["refresh"] = world => world.User.Channel == Channel.Body
            ? new() { ["refreshToken"] = world.User.RefreshToken, ["idleFor"] = 12 }
            : new() { ["idleFor"] = 12 },
        ["signOut"] = world => world.User.Channel == Channel.Body
            ? new() { ["refreshToken"] = world.User.RefreshToken }
            : [],
        ["resetPassword"] = world => new() { ["token"] = world.ResetToken, ["newPassword"] = NewPassword },
        ["makeFirstAdministrator"] = world => new()
        {
            ["token"] = world.FirstToken,
            ["username"] = "first",
            ["password"] = NewPassword,
            ["email"] = "first@example.com",
        },
        ["changePassword"] = _ => new() { ["currentPassword"] = The.Password, ["newPassword"] = NewPassword },
        ["confirm"] = _ => [],
        ["addUser"] = _ => new()
        {
            ["name"] = "carol",
            ["email"] = "carol@example.com",
            ["password"] = NewPassword,
            ["roles"] = new JsonArray("student"),
        },
        ["setRoles"] = _ => new() { ["roles"] = new JsonArray("student") },
        ["rotateKeys"] = _ => new() { ["purpose"] = "signing" },
        ["compromiseKey"] = world => new() { ["purpose"] = "mac", ["id"] = $"{world.Server.Ring.ActiveMac.Id}" },
        ["verifyEvents"] = world => new() { ["heads"] = new JsonArray(world.Head.DeepClone()) },
        ["backUp"] = world => new() { ["path"] = Path.Combine(world.Server.Directory, "copy.db") },
    };

    /// <summary>Operations in which nothing of a session of the user's own may be in the path.</summary>
    private static readonly string[] WithSessionId = ["endOwnSession", "endSession"];

    /// <summary>True when the operation has a body here, or needs none.</summary>
    internal static bool Has(Operation operation) =>
        operation.Body is null or { MediaType: FormBody.MediaType } || Bodies.ContainsKey(operation.Id);

    internal static JsonObject BodyOf(Operation operation, World world) => Bodies[operation.Id](world);

    /// <summary>Each time anew, with a proof of its own.</summary>
    internal static RawRequest Of(Operation operation, World world)
    {
        var id = WithSessionId.Contains(operation.Id, StringComparer.Ordinal)
            ? world.AnotherSession.ToString()
            : world.UserId.ToString();
        var request = new RawRequest(operation.Method, operation.Path.Replace("{id}", id, StringComparison.Ordinal));
        Identify(request, operation, world);
        if (operation.Body is { } body)
        {
            request.Set("Content-Type", body.MediaType);
            request.Body = Encoding.UTF8.GetBytes(body.MediaType == FormBody.MediaType
                ? $"token={world.User.RefreshToken}&token_type_hint=refresh_token"
                : BodyOf(operation, world).ToJsonString());
        }

        return request;
    }

    private static void Identify(RawRequest request, Operation operation, World world)
    {
        var client = operation.Credential == Credential.Administrator ? world.Root : world.User;
        if (operation.Credential is Credential.AccessToken or Credential.Administrator)
        {
            request.Set("Authorization", $"Bearer {client.AccessToken}");
        }
        else if (client.Channel == Channel.Cookie && operation.Headers.Contains(ApiHeader.CrossSite))
        {
            request.Set("Cookie", $"{The.Cookie}={client.RefreshToken}");
            request.Set("Origin", The.PublicUrl);
            request.Set("X-Tidelock", "1");
        }

        request.Set("User-Agent", client.UserAgent);
        foreach (var header in operation.Headers.Where(header => header != ApiHeader.CrossSite))
        {
            request.Set(header.Name, ValueOf(header, request, client, world));
        }
    }

    private static string? ValueOf(ApiHeader header, RawRequest request, Client client, World world) =>
        header == ApiHeader.Client ? client.InstanceId
        : header == ApiHeader.Session ? world.UserSession.ToString()
        : header == ApiHeader.Proof ? client.Key!.Proof(
            request.Method, The.PublicUrl + request.Target, world.Server.Clock.GetUtcNow())
        : throw new NotSupportedException($"{header.Name} is new. Say here what is right.");
}
