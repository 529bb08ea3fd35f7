using Tidelock.Sessions;

namespace Tidelock.Server.Sessions;

/// <summary>
/// The refreshes that are under way on this node, by session. What a token is worth is decided by the session's row
/// alone; here it is decided which answers may still leave, and after which others.
/// <para>
/// Whoever ends a session commits that first and calls <see cref="End"/> or <see cref="EndAndDrainAsync"/> then. A
/// refresh enters before it asks the store, and leaves when its answer is written. So one that was granted before the
/// end is found here and refused; one that enters later, maybe on a new line because the old one had emptied, is
/// refused by the store. The same holds for generations: whoever was granted an older one is still on the line on
/// which the newer one is noted. A session never has two lines at once, since only an empty one is taken away.
/// </para>
/// <para>
/// An answer that passed <see cref="Flight.ClearAsync"/> is on its way and can't be called back. A request that changes
/// the same cookie (a sign-out, a sign-in, a newer generation) waits for it, at most <see cref="DrainLimit"/>, so that
/// its own answer is handed to the network last. After that limit, if the network turns the two round, or if another
/// node answers, what comes late is the cookie of a dead or spent token: it costs a sign-in at worst, and opens
/// nothing.
/// </para>
/// </summary>
internal sealed class SessionFlights(TimeProvider clock)
{
    /// <summary>Longest time for which an answer waits for those that have to leave before it.</summary>
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

    /// <summary>Begins a refresh, before the store is asked; dispose the flight when its answer is written.</summary>
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

    /// <summary>The session has ended: no answer under way may begin to be written any more.</summary>
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

    /// <summary>
    /// The same, and waits until the answers that had begun are written, or <see cref="DrainLimit"/>.
    /// </summary>
    internal async Task EndAndDrainAsync(HandleHash session, CancellationToken cancellationToken)
    {
        End(session);
        await WaitAsync(WhenWritten(session), cancellationToken);
    }

    private Task WhenWritten(HandleHash session)
    {
        var stripe = StripeOf(session);
        lock (stripe)
        {
            return stripe.TryGetValue(session, out var line) ? line.WhenWritten() : Task.CompletedTask;
        }
    }

    private async Task WaitAsync(Task written, CancellationToken cancellationToken)
    {
        try
        {
            await written.WaitAsync(DrainLimit, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Better late cookies of tokens that are worth nothing than people who can't sign out.
        }
    }

    private Dictionary<HandleHash, Line> StripeOf(HandleHash session) =>
        _stripes[(uint)session.GetHashCode() % Stripes];

    /// <summary>All that is under way for one session; touched under the lock of its stripe only.</summary>
    internal sealed class Line
    {
        private TaskCompletionSource? _written;

        internal int UnderWay { get; set; }

        internal bool Ended { get; set; }

        /// <summary>The newest generation that was cleared; nothing older begins from then on.</summary>
        internal Generation Newest { get; set; }

        /// <summary>How many answers are being written, all of <see cref="WrittenNow"/>.</summary>
        internal int Writing { get; private set; }

        internal Generation WrittenNow { get; private set; }

        internal void Begin(Generation generation) => (Writing, WrittenNow) = (Writing + 1, generation);

        internal void Written()
        {
            if (--Writing == 0)
            {
                _written?.SetResult();
                _written = null;
            }
        }

        /// <summary>Completes when nothing that is being written now is on its way any more.</summary>
        internal Task WhenWritten() => Writing == 0
            ? Task.CompletedTask
            : (_written ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
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
    internal sealed class Flight(SessionFlights flights, HandleHash session, Line line) : IDisposable
    {
        private bool _writes;

        /// <summary>
        /// Asked right before an answer with <paramref name="generation"/> is written. Waits until no older one is
        /// being written, so that the older cookie does not arrive on top of the newer.
        /// </summary>
        internal async ValueTask<Clearance> ClearAsync(Generation generation, CancellationToken cancellationToken)
        {
            Task older;
            lock (flights.StripeOf(session))
            {
                if (Refusal(generation) is { } refusal)
                {
                    return refusal;
                }

                line.Newest = generation;
                if (line.Writing == 0 || line.WrittenNow == generation)
                {
                    return Begin(generation);
                }

                older = line.WhenWritten();
            }

            await flights.WaitAsync(older, cancellationToken);
            lock (flights.StripeOf(session))
            {
                return Refusal(generation) ?? Begin(generation);
            }
        }

        /// <summary>The answer is written, or never will be.</summary>
        public void Dispose()
        {
            var stripe = flights.StripeOf(session);
            lock (stripe)
            {
                if (_writes)
                {
                    line.Written();
                }

                if (--line.UnderWay == 0)
                {
                    stripe.Remove(session);
                }
            }
        }

        private Clearance? Refusal(Generation generation) =>
            line.Ended ? Clearance.Ended
            : generation < line.Newest ? Clearance.MovedOn
            : null;

        private Clearance Begin(Generation generation)
        {
            line.Begin(generation);
            _writes = true;
            return Clearance.Write;
        }
    }
}
