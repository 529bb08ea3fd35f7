using Tidelock.Sessions;

namespace Tidelock.Server.Sessions;

/// <summary>
/// The answer to one refresh, which is made while the store makes the rotation durable: a signature takes about as
/// long as the disk. It leaves here only for the grant that the store has acknowledged.
/// </summary>
internal sealed class AnswerAhead(SessionWriter writer, AnswerKeys keys)
{
    private readonly Lock _making = new();
    private SessionGrant? _grant;
    private SessionTokens? _tokens;
    private bool _isAskedFor;

    /// <summary>Makes the answer to a rotation that is not durable yet; nothing once that is late.</summary>
    internal void Make(SessionGrant foreseen)
    {
        lock (_making)
        {
            if (!_isAskedFor)
            {
                _tokens = writer.Make(foreseen, keys);
                _grant = foreseen;
            }
        }
    }

    /// <summary>The answer for what is durable now: the one that was made for it, or a new one.</summary>
    internal SessionTokens Of(SessionGrant durable)
    {
        lock (_making)
        {
            _isAskedFor = true;
            return _tokens is not null && ReferenceEquals(_grant, durable) ? _tokens : writer.Make(durable, keys);
        }
    }
}
