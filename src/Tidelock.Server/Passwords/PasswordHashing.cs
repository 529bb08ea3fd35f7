using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Cryptography.KeyDerivation;
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
/// Hashes and checks passwords (ASP.NET Core Identity's PBKDF2-HMAC-SHA512) on threads of their own behind a bounded
/// queue, so that sign-ins never take the threads that refreshes run on, nor go before them. Every check that fails
/// costs one hash at today's cost: when the user does not exist, and when the stored one is older and cheaper, too.
/// </summary>
internal sealed class PasswordHashing : IDisposable
{
    /// <summary>What stands before the salt's length in a verifier, in bytes.</summary>
    private const int HeadLength = 9;

    private readonly PasswordHasher<User> _hasher;
    private readonly PasswordQueue _queue;
    private readonly string _dummy;
    private readonly int _rounds;
    private long _performed;
    private long _roundsPerformed;

    public PasswordHashing(PasswordPolicy policy, IRandomSource random, TimeProvider clock)
    {
        _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = policy.Iterations }));
        _rounds = policy.Iterations;
        _dummy = MakeDummy(policy.Iterations, random);
        _queue = new(policy.Threads, policy.Queue, clock);
    }

    /// <summary>How many hashes were computed for checks and new passwords since the start.</summary>
    internal long Performed => Interlocked.Read(ref _performed);

    /// <summary>How many rounds they took in all.</summary>
    internal long RoundsPerformed => Interlocked.Read(ref _roundsPerformed);

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
    public void Dispose() => _queue.Dispose();

    private PasswordCheck Check(PasswordHash? stored, string password)
    {
        Interlocked.Increment(ref _performed);
        var encoded = stored?.Encoded ?? _dummy;
        var given = PasswordRules.Normalize(password);
        var result = _hasher.VerifyHashedPassword(null!, encoded, given);
        var rounds = RoundsOf(encoded);
        Interlocked.Add(ref _roundsPerformed, rounds);
        if (result == PasswordVerificationResult.Failed)
        {
            SpendRest(given, _rounds - rounds);
        }

        return (stored, result) switch
        {
            (null, _) or (_, PasswordVerificationResult.Failed) => PasswordCheck.Wrong,
            (_, PasswordVerificationResult.SuccessRehashNeeded) => PasswordCheck.RightButWeak,
            _ => PasswordCheck.Right,
        };
    }

    /// <summary>
    /// A hash from before the cost was raised is checked sooner than the one that stands for no user, and would tell
    /// that there is one.
    /// </summary>
    private void SpendRest(string password, int rounds)
    {
        if (rounds > 0)
        {
            Interlocked.Add(ref _roundsPerformed, rounds);
            _ = Rfc2898DeriveBytes.Pbkdf2(password, new byte[16], rounds, HashAlgorithmName.SHA512, outputLength: 32);
        }
    }

    /// <summary>
    /// The rounds of a verifier in version 3 of Identity's format: a byte 1, then PRF, rounds and length of the salt,
    /// 32 bits each, big endian. 0 for any other, which costs next to nothing.
    /// </summary>
    private static int RoundsOf(string encoded)
    {
        const int TextLength = HeadLength / 3 * 4;
        Span<byte> head = stackalloc byte[HeadLength];
        return encoded.Length >= TextLength
            && Convert.TryFromBase64Chars(encoded.AsSpan(0, TextLength), head, out _)
            && head[0] == 1
            && BinaryPrimitives.ReadInt32BigEndian(head[1..]) == (int)KeyDerivationPrf.HMACSHA512
                ? BinaryPrimitives.ReadInt32BigEndian(head[5..])
                : 0;
    }

    private PasswordHash Hash(string password)
    {
        Interlocked.Increment(ref _performed);
        Interlocked.Add(ref _roundsPerformed, _rounds);
        return new(_hasher.HashPassword(null!, PasswordRules.Normalize(password)));
    }

    /// <summary>
    /// A verifier at today's cost that no password fits: its derived key is not derived from any. In version 3 of
    /// Identity's format, see <see cref="RoundsOf"/>: behind the head a salt of 16 bytes and a key of 32.
    /// </summary>
    private static string MakeDummy(int rounds, IRandomSource random)
    {
        const int SaltLength = 16;
        const int KeyLength = 32;
        Span<byte> verifier = stackalloc byte[HeadLength + sizeof(uint) + SaltLength + KeyLength];
        verifier[0] = 1;
        BinaryPrimitives.WriteInt32BigEndian(verifier[1..], (int)KeyDerivationPrf.HMACSHA512);
        BinaryPrimitives.WriteInt32BigEndian(verifier[5..], rounds);
        BinaryPrimitives.WriteInt32BigEndian(verifier[HeadLength..], SaltLength);
        random.Fill(verifier[(HeadLength + sizeof(uint))..]);
        return Convert.ToBase64String(verifier);
    }

    private Task<T?> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<T?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var queued = _queue.TryAdd(() =>
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
}
