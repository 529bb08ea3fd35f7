using System.Collections.Concurrent;
using System.Text;
using Tidelock.Chaos.Clients;

namespace Tidelock.Chaos.Overload;

/// <summary>
/// Refresh tokens of many sessions, each used by one request at a time, with what is known of the newest one.
/// </summary>
internal sealed class Tokens
{
    private readonly ConcurrentQueue<int> _free = new();
    private readonly byte[][] _held;
    private readonly bool[] _mayBeAhead;
    private long _jumps;

    internal Tokens(IEnumerable<string> tokens)
    {
        _held = [.. tokens.Select(Encoding.ASCII.GetBytes)];
        _mayBeAhead = new bool[_held.Length];
        for (var index = 0; index < _held.Length; index++)
        {
            _free.Enqueue(index);
        }
    }

    /// <summary>Answers whose generation was not the one after the token that was presented.</summary>
    internal long Jumps => Interlocked.Read(ref _jumps);

    /// <summary>Each session's newest token, and whether an answer with a newer one may have been lost.</summary>
    internal IEnumerable<(string Token, bool MayBeAhead)> Newest =>
        _held.Zip(_mayBeAhead, (token, ahead) => (Encoding.ASCII.GetString(token), ahead));

    /// <summary>A session that nobody uses now; null when all are in use.</summary>
    internal int? Take() => _free.TryDequeue(out var index) ? index : null;

    internal ReadOnlySpan<byte> this[int index] => _held[index];

    /// <summary>A newer token arrived.</summary>
    internal void Renewed(int index, ReadOnlySpan<byte> token)
    {
        var before = TokenText.GenerationOf(Encoding.ASCII.GetString(_held[index]));
        var now = TokenText.GenerationOf(Encoding.ASCII.GetString(token));
        Interlocked.Add(ref _jumps, now == before + 1 ? 0 : 1);
        (_held[index], _mayBeAhead[index]) = (token.ToArray(), false);
    }

    /// <summary>An answer may have been lost.</summary>
    internal void Lost(int index) => _mayBeAhead[index] = true;

    internal void Free(int index) => _free.Enqueue(index);
}
