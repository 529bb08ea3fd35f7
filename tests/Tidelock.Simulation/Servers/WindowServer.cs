using System.Globalization;
using Tidelock.Sessions;
using Tidelock.Simulation.Worlds;
using Tidelock.Tokens;

namespace Tidelock.Simulation.Servers;

/// <summary>
/// What other servers do: each token is good once, and the one before the newest for a while longer, in which it is
/// answered with the newest. No time at all is the strict rule; for ever is "the previous one always works". Any other
/// old token ends the session. Nothing is bound, and devices and networks are not looked at.
/// </summary>
internal sealed class WindowServer(Agenda agenda, TimeSpan window) : ITokenServer
{
    private Dictionary<int, Line> _lines = [];
    private Dictionary<int, Line> _backup = [];
    private int _next;

    /// <inheritdoc />
    public Reply.Served SignIn(Caller caller, KeyThumbprint? key)
    {
        var line = new Line(_next++, 0, agenda.Now, Ended: false);
        _lines[line.Id] = line;
        return Served(line);
    }

    /// <inheritdoc />
    public Reply Refresh(RefreshCall call)
    {
        var parts = call.Token.Split('.');
        var presented = int.Parse(parts[1], CultureInfo.InvariantCulture);
        if (!_lines.TryGetValue(int.Parse(parts[0], CultureInfo.InvariantCulture), out var line))
        {
            return new Reply.SignInRequired("unknown");
        }

        if (line.Ended)
        {
            return new Reply.SignInRequired("refresh_token_reuse");
        }

        if (presented == line.Newest)
        {
            return Served(_lines[line.Id] = line with { Newest = presented + 1, RotatedAt = agenda.Now });
        }

        if (presented == line.Newest - 1 && agenda.Now - line.RotatedAt <= window)
        {
            return Served(line);
        }

        _lines[line.Id] = line with { Ended = true };
        return new Reply.SignInRequired("refresh_token_reuse");
    }

    /// <inheritdoc />
    public void Confirm(Access access)
    {
        // Such servers never learn whether an answer arrived.
    }

    /// <inheritdoc />
    public bool IsLive(object session) => _lines.TryGetValue((int)session, out var line) && !line.Ended;

    /// <inheritdoc />
    public void BackUp() => _backup = new(_lines);

    /// <inheritdoc />
    public void Restore(RestoreKind kind) => _lines = new(_backup);

    /// <inheritdoc />
    public void Dispose()
    {
        // Everything lies in memory.
    }

    private Reply.Served Served(Line line) => new(
        string.Create(CultureInfo.InvariantCulture, $"{line.Id}.{line.Newest}"),
        new(line.Id, line.Newest, agenda.Now + TidelockServer.AccessLife));

    private sealed record Line(int Id, int Newest, DateTimeOffset RotatedAt, bool Ended);
}
