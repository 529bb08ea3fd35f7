using Tidelock.Peers;

// Peers.dll URL ANSWER-LENGTH STORE: the ceilings, and Identity over a store in memory (memory) or on disk (sqlite).
var (url, answerLength) = (args[0], int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture));
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseUrls(url);
var identity = IdentityPeer.Add(builder.Services);
_ = args[2] == "sqlite" ? identity.AddUsersOnDisk() : identity.AddUserStore<UserInMemory>();
var app = builder.Build();
if (args[2] == "sqlite")
{
    await app.MakeUsersOnDiskAsync();
}

new Ceiling(answerLength).Map(app);
IdentityPeer.Map(app);
app.MapGet("/health/ready", () => Results.Ok());
await app.RunAsync();
