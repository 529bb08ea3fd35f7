namespace Tidelock.Server.Administration;

/// <summary>Where the server's data lies.</summary>
/// <param name="Directory">The data directory, as an absolute path.</param>
internal sealed record DataPlace(string Directory);
