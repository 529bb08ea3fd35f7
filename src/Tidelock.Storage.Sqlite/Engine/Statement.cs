using System.Buffers.Binary;
using System.Text;
using SQLitePCL;

namespace Tidelock.Storage.Sqlite.Engine;

/// <summary>
/// A prepared statement. Parameters are bound, and columns read, in their order in the text; each row starts at its
/// first column again.
/// </summary>
internal sealed class Statement : IDisposable
{
    private const int MaxStackBytes = 512;

    private readonly Connection _connection;
    private readonly sqlite3_stmt _handle;
    private readonly bool _isKept;
    private int _parameter;
    private int _column;
    private bool _inUse;

    internal Statement(Connection connection, string sql, bool isKept)
    {
        (_connection, _isKept) = (connection, isKept);
        var flags = isKept ? raw.SQLITE_PREPARE_PERSISTENT : 0u;
        var code = raw.sqlite3_prepare_v3(connection.Handle, sql, flags, out _handle);
        if (code != raw.SQLITE_OK)
        {
            throw connection.Error(code);
        }
    }

    /// <summary>Binds a number.</summary>
    public Statement Bind(long value) => Bound(raw.sqlite3_bind_int64(_handle, ++_parameter, value));

    /// <summary>Binds a number, or null.</summary>
    public Statement Bind(long? value) =>
        Bound(value is { } number
            ? raw.sqlite3_bind_int64(_handle, ++_parameter, number)
            : raw.sqlite3_bind_null(_handle, ++_parameter));

    /// <summary>Binds a floating-point number, or null.</summary>
    public Statement Bind(double? value) =>
        Bound(value is { } number
            ? raw.sqlite3_bind_double(_handle, ++_parameter, number)
            : raw.sqlite3_bind_null(_handle, ++_parameter));

    /// <summary>Binds a time, or null.</summary>
    public Statement Bind(DateTimeOffset? value) => Bind(value?.UtcTicks);

    /// <summary>Binds bytes.</summary>
    public Statement Bind(ReadOnlySpan<byte> value) =>
        Bound(value.IsEmpty
            ? raw.sqlite3_bind_zeroblob(_handle, ++_parameter, 0)
            : raw.sqlite3_bind_blob(_handle, ++_parameter, value));

    /// <summary>Binds bytes, or null.</summary>
    public Statement BindBytes(byte[]? value) => value is null ? Bind((long?)null) : Bind((ReadOnlySpan<byte>)value);

    /// <summary>Binds an id of 16 bytes, or null.</summary>
    public Statement BindId(UInt128? value)
    {
        if (value is not { } id)
        {
            return Bind((long?)null);
        }

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, id);
        return Bind(bytes);
    }

    /// <summary>Binds a digest, or null.</summary>
    public Statement Bind(Digest? value)
    {
        if (value is not { } digest)
        {
            return Bind((long?)null);
        }

        Span<byte> bytes = stackalloc byte[Digest.Length];
        digest.Write(bytes);
        return Bind(bytes);
    }

    /// <summary>Binds text, or null.</summary>
    public Statement Bind(string? value)
    {
        if (value is null)
        {
            return Bind((long?)null);
        }

        var longest = Encoding.UTF8.GetMaxByteCount(value.Length);
        Span<byte> bytes = longest <= MaxStackBytes ? stackalloc byte[MaxStackBytes] : new byte[longest];
        var length = Encoding.UTF8.GetBytes(value, bytes);
        return Bound(raw.sqlite3_bind_text(_handle, ++_parameter, (ReadOnlySpan<byte>)bytes[..length]));
    }

    /// <summary>Moves to the next row; false when there is none.</summary>
    public bool Step()
    {
        _column = 0;
        var code = raw.sqlite3_step(_handle);
        return code switch
        {
            raw.SQLITE_ROW => true,
            raw.SQLITE_DONE => false,
            _ => throw _connection.Error(code),
        };
    }

    /// <summary>Runs to the end and tells how many rows were changed.</summary>
    public int Run()
    {
        while (Step())
        {
        }

        return _connection.Changes;
    }

    /// <summary>Reads a number.</summary>
    public long ReadInt64() => raw.sqlite3_column_int64(_handle, _column++);

    /// <summary>Reads the number in the next column and stays there.</summary>
    public long PeekInt64() => raw.sqlite3_column_int64(_handle, _column);

    /// <summary>Reads a number that fits into 32 bits.</summary>
    public int ReadInt32() => checked((int)ReadInt64());

    /// <summary>Reads a number, or null.</summary>
    public long? ReadNullableInt64() => IsNull() ? Skip<long?>() : ReadInt64();

    /// <summary>Reads a floating-point number; 0 for null.</summary>
    public double ReadDouble() => raw.sqlite3_column_double(_handle, _column++);

    /// <summary>Reads a time.</summary>
    public DateTimeOffset ReadTime() => new(ReadInt64(), TimeSpan.Zero);

    /// <summary>Reads a time, or null.</summary>
    public DateTimeOffset? ReadNullableTime() => IsNull() ? Skip<DateTimeOffset?>() : ReadTime();

    /// <summary>Reads bytes, good until the next step.</summary>
    public ReadOnlySpan<byte> ReadSpan() => raw.sqlite3_column_blob(_handle, _column++);

    /// <summary>Reads bytes, or null.</summary>
    public byte[]? ReadNullableBytes() => IsNull() ? Skip<byte[]?>() : ReadSpan().ToArray();

    /// <summary>Reads an id of 16 bytes.</summary>
    public UInt128 ReadUInt128()
    {
        var bytes = ReadSpan();
        return bytes.Length == 16
            ? BinaryPrimitives.ReadUInt128BigEndian(bytes)
            : throw new FormatException($"An id has 16 bytes, not {bytes.Length}.");
    }

    /// <summary>Reads an id of 16 bytes, or null.</summary>
    public UInt128? ReadNullableUInt128() => IsNull() ? Skip<UInt128?>() : ReadUInt128();

    /// <summary>Reads a digest.</summary>
    public Digest ReadDigest() => Digest.Read(ReadSpan());

    /// <summary>Reads a digest, or null.</summary>
    public Digest? ReadNullableDigest() => IsNull() ? Skip<Digest?>() : ReadDigest();

    /// <summary>Reads text. By its bytes, because text may hold a zero character.</summary>
    public string ReadText() => Encoding.UTF8.GetString(ReadSpan());

    /// <summary>Reads text, or null.</summary>
    public string? ReadNullableText() => IsNull() ? Skip<string?>() : ReadText();

    /// <summary>Gives the statement back: reset when kept, finalised when not.</summary>
    public void Dispose()
    {
        if (!_isKept)
        {
            Close();
            return;
        }

        raw.sqlite3_reset(_handle);
        _inUse = false;
    }

    internal Statement Enter()
    {
        if (_inUse)
        {
            throw new InvalidOperationException("The statement is in use already.");
        }

        (_inUse, _parameter, _column) = (true, 0, 0);
        return this;
    }

    internal void Close() => _handle.Dispose();

    private bool IsNull() => raw.sqlite3_column_type(_handle, _column) == raw.SQLITE_NULL;

    private T? Skip<T>()
    {
        _column++;
        return default;
    }

    private Statement Bound(int code) => code == raw.SQLITE_OK ? this : throw _connection.Error(code);
}
