using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Tidelock.Keys;
using Tidelock.Users;

namespace Tidelock.Tokens;

/// <summary>
/// The device token, a browser's cookie or kept by a native client: a random device id and marks of the users who
/// signed in on the device, newest first. <c>tld_</c> + base64url of key id (1) · device id (16) · up to 4 marks of 8
/// bytes · tag (16). A mark is a hash of device and user, so that the token names nobody. It gives a known device a
/// bucket of its own when sign-ins are limited; it signs nobody in.
/// </summary>
public sealed class DeviceToken
{
    /// <summary>Most users that a device remembers.</summary>
    public const int MaxUsers = 4;

    /// <summary>Longest text form, in characters.</summary>
    public const int MaxTextLength = 91;

    private const string Prefix = "tld_";
    private const int IdAt = 1;
    private const int IdLength = 16;
    private const int MarksAt = IdAt + IdLength;
    private const int MarkLength = sizeof(ulong);
    private const int MinBytes = MarksAt + MacKey.TagLength;
    private const int MaxBytes = MinBytes + (MaxUsers * MarkLength);

    private readonly UInt128 _id;
    private readonly ulong[] _marks;

    private DeviceToken(UInt128 id, ulong[] marks) => (_id, _marks) = (id, marks);

    /// <summary>The device id as it goes into a <see cref="Sessions.DeviceContext"/>.</summary>
    public string DeviceId => PublicId.Format(string.Empty, _id);

    private static ReadOnlySpan<byte> Context => "tidelock device v1"u8;

    /// <summary>A device seen for the first time.</summary>
    public static DeviceToken New(IRandomSource random) => new(PublicId.New(random), []);

    /// <summary>
    /// Reads a device token; false for everything that <see cref="Write"/> did not write. Under a compromised key
    /// the id is kept, because a session's device must not seem to change, but every mark may be forged and is
    /// forgotten.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<char> text, KeyRing ring, out DeviceToken? token)
    {
        token = null;
        Span<byte> ascii = stackalloc byte[MaxTextLength];
        Span<byte> bytes = stackalloc byte[MaxBytes];
        if (text.Length > MaxTextLength
            || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || Ascii.FromUtf16(text[Prefix.Length..], ascii, out var symbols) != OperationStatus.Done
            || !CanonicalBase64Url.TryDecode(ascii[..symbols], bytes, out var length)
            || length < MinBytes
            || (length - MinBytes) % MarkLength != 0)
        {
            return false;
        }

        var tagAt = length - MacKey.TagLength;
        if (ring.FindMac(bytes[0]) is not { } key || !key.Matches(Context, bytes[..tagAt], bytes[tagAt..length]))
        {
            return false;
        }

        var id = BinaryPrimitives.ReadUInt128BigEndian(bytes[IdAt..]);
        token = new(id, key.IsCompromised ? [] : ReadMarks(bytes[MarksAt..tagAt]));
        return true;
    }

    /// <summary>The token's text under the ring's active key.</summary>
    public string Write(KeyRing ring)
    {
        var key = ring.ActiveMac;
        var tagAt = MarksAt + (_marks.Length * MarkLength);
        Span<byte> bytes = stackalloc byte[MaxBytes];
        bytes[0] = key.Id;
        BinaryPrimitives.WriteUInt128BigEndian(bytes[IdAt..], _id);
        for (var i = 0; i < _marks.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes[(MarksAt + (i * MarkLength))..], _marks[i]);
        }

        key.Tag(Context, bytes[..tagAt], bytes.Slice(tagAt, MacKey.TagLength));
        return string.Concat(Prefix, Base64Url.EncodeToString(bytes[..(tagAt + MacKey.TagLength)]));
    }

    /// <summary>Whether <paramref name="user"/> is one of the last who signed in on this device.</summary>
    public bool IsKnownTo(UserId user) => _marks.Contains(Mark(user));

    /// <summary>The device after a sign-in of <paramref name="user"/>; the one longest away is forgotten.</summary>
    public DeviceToken With(UserId user)
    {
        var mark = Mark(user);
        return new(_id, [mark, .. _marks.Where(other => other != mark).Take(MaxUsers - 1)]);
    }

    /// <summary>Prints nothing of the token.</summary>
    public override string ToString() => "(device token)";

    private static ulong[] ReadMarks(ReadOnlySpan<byte> bytes)
    {
        var marks = new ulong[bytes.Length / MarkLength];
        for (var i = 0; i < marks.Length; i++)
        {
            marks[i] = BinaryPrimitives.ReadUInt64BigEndian(bytes[(i * MarkLength)..]);
        }

        return marks;
    }

    private ulong Mark(UserId user)
    {
        Span<byte> pair = stackalloc byte[2 * IdLength];
        BinaryPrimitives.WriteUInt128BigEndian(pair, _id);
        BinaryPrimitives.WriteUInt128BigEndian(pair[IdLength..], user.Value);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(pair, digest);
        return BinaryPrimitives.ReadUInt64BigEndian(digest);
    }
}
