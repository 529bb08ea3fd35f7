using Tidelock.Sessions;

namespace Tidelock.Server.Sessions;

/// <summary>
/// The refreshes that are under way on this node, by session. An answer is checked here right before it is written,
/// so that one that was decided earlier never replaces a newer or cleared cookie; and a sign-out waits here until
/// the answers that passed the check are written.
/// </summary>
internal sealed class SessionFlights(TimeProvider clock)
{
    /// <summary>Longest time for which a sign-out waits.</summary>
    internal static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(2);

    private const int Stripes = 64;

    private readonly Dictionary<HandleHash, Line>[] _stripes =
        [.. Enumerable.Range(0, Stripes).Select(_ => new Dictionary<HandleHash, Line>())];

    /// <summary>How many sessions have a refresh under way.</summary>
    internal int Count => _stripes.Sum(stripe =>
    {
        lock (stripe)
        {
            return stripe.Count;
        }
    });

    /// <summary>Begins a refresh; dispose the flight when its answer is written.</summary>
    internal Flight Enter(HandleHash session)
    {
        var stripe = StripeOf(session);
        lock (stripe)
        {
            if (!stripe.TryGetValue(session, out var line))
            {
                line = new();
                stripe.Add(session, line);
            }

            line.UnderWay++;
            return new(this, session, line);
        }
    }

    /// <summary>The session has ended: no answer under way may be written any more.</summary>
    internal void End(HandleHash session)
    {
        var stripe = StripeOf(session);
        lock (stripe)
        {
            if (stripe.TryGetValue(session, out var line))
            {
                line.Ended = true;
            }
        }
    }

    /// <summary>Marks the session ended and waits until its answers are written, or <see cref="DrainLimit"/>.</summary>
    internal async Task EndAndDrainAsync(HandleHash session, CancellationToken cancellationToken)
    {
        Task drained;
        var stripe = StripeOf(session);
        lock (stripe)
        {
            if (!stripe.TryGetValue(session, out var line))
            {
                return;
            }

            line.Ended = true;
            line.Drained ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            drained = line.Drained.Task;
        }

        try
        {
            await drained.WaitAsync(DrainLimit, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            // A client that reads this slowly gets the clearing answer first; its late cookie holds a dead token.
        }
    }

    private Dictionary<HandleHash, Line> StripeOf(HandleHash session) =>
        _stripes[(uint)session.GetHashCode() % Stripes];

    /// <summary>All that is under way for one session.</summary>
    internal sealed class Line
    {
        internal int UnderWay { get; set; }

        internal bool Ended { get; set; }

        internal Generation Newest { get; set; }

        internal TaskCompletionSource? Drained { get; set; }
    }

    /// <summary>Whether an answer may be written.</summary>
    internal enum Clearance
    {
        /// <summary>Write it.</summary>
        Write,

        /// <summary>The session ended meanwhile.</summary>
        Ended,

        /// <summary>A newer token was answered meanwhile.</summary>
        MovedOn,
    }

    /// <summary>One refresh under way.</summary>
    internal readonly struct Flight(SessionFlights flights, HandleHash session, Line line) : IDisposable
    {
        /// <summary>Asked right before an answer with <paramref name="generation"/> is written.</summary>
        internal Clearance Clear(Generation generation)
        {
            lock (flights.StripeOf(session))
            {
                if (line.Ended)
                {
                    return Clearance.Ended;
                }

                if (generation < line.Newest)
                {
                    return Clearance.MovedOn;
                }

                line.Newest = generation;
                return Clearance.Write;
            }
        }

        /// <summary>The answer is written, or never will be.</summary>
        public void Dispose()
        {
            var stripe = flights.StripeOf(session);
            lock (stripe)
            {
                if (--line.UnderWay == 0)
                {
                    stripe.Remove(session);
                    line.Drained?.SetResult();
                }
            }
        }
    }
}
