using System.Collections.Concurrent;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Tidelock.Users;

namespace Tidelock.Server.Passwords;

/// <summary>What became of a password check.</summary>
internal enum PasswordCheck
{
    /// <summary>Wrong, or there is no such user.</summary>
    Wrong,

    /// <summary>Right.</summary>
    Right,

    /// <summary>Right, and stored at a lower cost than today's.</summary>
    RightButWeak,
}

/// <summary>
/// Hashes and checks passwords (ASP.NET Core Identity's PBKDF2-HMAC-SHA512) on a few threads of its own behind a
/// bounded queue, so that sign-ins never take the threads that refreshes run on. Every check costs one hash, also
/// when the user does not exist.
/// </summary>
internal sealed class PasswordHashing : IDisposable
{
    private readonly PasswordHasher<User> _hasher;
    private readonly BlockingCollection<Action> _work;
    private readonly Thread[] _threads;
    private readonly Lazy<string> _dummy;
    private long _performed;

    public PasswordHashing(PasswordPolicy policy, IRandomSource random)
    {
        _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = policy.Iterations }));
        _work = new(policy.Queue);
        _dummy = new(() => MakeDummy(random));
        _threads = [.. Enumerable.Range(0, policy.Threads).Select(Start)];
    }

    /// <summary>How many hashes were computed for checks and new passwords since the start.</summary>
    internal long Performed => Interlocked.Read(ref _performed);

    /// <summary>Checks a password; null when too many wait.</summary>
    /// <param name="stored">The verifier; null costs the same and is wrong.</param>
    /// <param name="password">The password that was given.</param>
    /// <param name="cancellationToken">Gives up the wait.</param>
    internal Task<PasswordCheck?> CheckAsync(
        PasswordHash? stored, string password, CancellationToken cancellationToken) =>
        RunAsync<PasswordCheck?>(() => Check(stored, password), cancellationToken);

    /// <summary>Hashes a new password; null when too many wait.</summary>
    internal Task<PasswordHash?> HashAsync(string password, CancellationToken cancellationToken) =>
        RunAsync<PasswordHash?>(() => Hash(password), cancellationToken);

    /// <inheritdoc />
    public void Dispose()
    {
        _work.CompleteAdding();
        foreach (var thread in _threads)
        {
            thread.Join();
        }

        _work.Dispose();
    }

    private PasswordCheck Check(PasswordHash? stored, string password)
    {
        Interlocked.Increment(ref _performed);
        var encoded = stored?.Encoded ?? _dummy.Value;
        var result = _hasher.VerifyHashedPassword(null!, encoded, PasswordRules.Normalize(password));
        return (stored, result) switch
        {
            (null, _) or (_, PasswordVerificationResult.Failed) => PasswordCheck.Wrong,
            (_, PasswordVerificationResult.SuccessRehashNeeded) => PasswordCheck.RightButWeak,
            _ => PasswordCheck.Right,
        };
    }

    private PasswordHash Hash(string password)
    {
        Interlocked.Increment(ref _performed);
        return new(_hasher.HashPassword(null!, PasswordRules.Normalize(password)));
    }

    /// <summary>A verifier of a password that nobody knows, at today's cost.</summary>
    private string MakeDummy(IRandomSource random)
    {
        var bytes = new byte[32];
        random.Fill(bytes);
        return _hasher.HashPassword(null!, Convert.ToBase64String(bytes));
    }

    private Task<T?> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<T?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var queued = !_work.IsAddingCompleted && _work.TryAdd(() =>
        {
            if (cancellationToken.IsCancellationRequested)
            {
                done.TrySetCanceled(cancellationToken);
                return;
            }

            Complete(done, work);
        });
        return queued ? done.Task : Task.FromResult<T?>(default);
    }

    private static void Complete<T>(TaskCompletionSource<T?> done, Func<T> work)
    {
        try
        {
            done.SetResult(work());
        }
#pragma warning disable CA1031 // The caller gets whatever was thrown; the thread goes on.
        catch (Exception error)
#pragma warning restore CA1031
        {
            done.SetException(error);
        }
    }

    private Thread Start(int number)
    {
        var thread = new Thread(Run) { IsBackground = true, Name = $"passwords {number}" };
        thread.Start();
        return thread;
    }

    private void Run()
    {
        _ = _dummy.Value;
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work();
        }
    }
}
