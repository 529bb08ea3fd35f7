using Tidelock.Peers;

// Peers.dll URL ANSWER-LENGTH: all peers in one process, each at its path.
var (url, answerLength) = (args[0], int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture));
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseUrls(url);
IdentityPeer.Add(builder.Services);
var app = builder.Build();
new Ceiling(answerLength).Map(app);
IdentityPeer.Map(app);
app.MapGet("/health/ready", () => Results.Ok());
await app.RunAsync();
