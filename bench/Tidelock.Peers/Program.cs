using Tidelock.Peers;

// Peers.dll URL ANSWER-LENGTH STORE: the ceilings, and Identity over users in memory (memory), on disk (sqlite), or on
// disk with roles (sqlite-roles).
var (url, answerLength) = (args[0], int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture));
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseUrls(url);
var identity = IdentityPeer.Add(builder.Services);
var isOnDisk = args[2] != "memory";
_ = isOnDisk ? identity.AddUsersOnDisk(args[2] == "sqlite-roles") : identity.AddUserStore<UserInMemory>();
var app = builder.Build();
if (isOnDisk)
{
    await app.MakeUsersOnDiskAsync();
}

new Ceiling(answerLength).Map(app);
IdentityPeer.Map(app);
app.MapGet("/health/ready", () => Results.Ok());
await app.RunAsync();
