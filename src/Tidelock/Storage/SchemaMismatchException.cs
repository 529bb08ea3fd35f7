namespace Tidelock.Storage;

/// <summary>
/// The program and the database do not belong together: it is of a newer version, or of another program. Nothing was
/// changed.
/// </summary>
public sealed class SchemaMismatchException : Exception
{
    /// <summary>With a message for operators that says what to do.</summary>
    public SchemaMismatchException(string message)
        : base(message)
    {
    }

    /// <summary>With the cause.</summary>
    public SchemaMismatchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Without a message.</summary>
    public SchemaMismatchException()
    {
    }
}
