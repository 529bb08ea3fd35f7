namespace Tidelock.Chaos.Overload;

/// <summary>What came of the requests of one sort in one phase.</summary>
internal sealed class Outcome
{
    private long _offered;
    private long _sent;
    private long _tooManyOfOne;
    private long _shed;
    private long _others;
    private long _broken;
    private long _withoutRetry;

    /// <summary>Times of what was served.</summary>
    internal Times Served { get; } = new();

    /// <summary>Times of what was turned away.</summary>
    internal Times Refused { get; } = new();

    /// <summary>Requests that were due.</summary>
    internal long Offered => Interlocked.Read(ref _offered);

    /// <summary>Those for which a connection was to be had.</summary>
    internal long Sent => Interlocked.Read(ref _sent);

    /// <summary>503: the node has as much to do as it takes on.</summary>
    internal long Shed => Interlocked.Read(ref _shed);

    /// <summary>429: an address has its part.</summary>
    internal long TooManyOfOne => Interlocked.Read(ref _tooManyOfOne);

    /// <summary>Any other answer.</summary>
    internal long Others => Interlocked.Read(ref _others);

    /// <summary>Connections that broke.</summary>
    internal long Broken => Interlocked.Read(ref _broken);

    /// <summary>Refusals that did not say when to come again.</summary>
    internal long WithoutRetry => Interlocked.Read(ref _withoutRetry);

    internal void Offer() => Interlocked.Increment(ref _offered);

    internal void Send() => Interlocked.Increment(ref _sent);

    internal void Break() => Interlocked.Increment(ref _broken);

    internal void Answer(int status, bool saysWhen, long ticks)
    {
        switch (status)
        {
            case 200:
                Served.Add(ticks);
                return;
            case 503:
                Interlocked.Increment(ref _shed);
                break;
            case 429:
                Interlocked.Increment(ref _tooManyOfOne);
                break;
            default:
                Interlocked.Increment(ref _others);
                break;
        }

        Refused.Add(ticks);
        Interlocked.Add(ref _withoutRetry, saysWhen ? 0 : 1);
    }
}
