namespace Tidelock.Server.Configuration;

/// <summary>The configuration can't be used. Every error names its key; all of them are told at once.</summary>
public sealed class TidelockConfigurationException : Exception
{
    /// <summary>With the errors found.</summary>
    public TidelockConfigurationException(IReadOnlyList<string> errors)
        : base(string.Join(Environment.NewLine, errors)) => Errors = errors;

    /// <summary>With one error.</summary>
    public TidelockConfigurationException(string message)
        : this([message])
    {
    }

    /// <summary>With one error and its cause.</summary>
    public TidelockConfigurationException(string message, Exception innerException)
        : base(message, innerException) => Errors = [message];

    /// <summary>Without an error.</summary>
    public TidelockConfigurationException()
        : this([])
    {
    }

    /// <summary>One sentence each, beginning with the key.</summary>
    public IReadOnlyList<string> Errors { get; }
}

/// <summary>Collects what is wrong, so that one start tells all of it.</summary>
internal sealed class ConfigurationErrors
{
    private readonly List<string> _errors = [];

    internal void Add(string key, string problem) => _errors.Add($"{key}: {problem}.");

    internal void ThrowIfAny()
    {
        if (_errors.Count > 0)
        {
            throw new TidelockConfigurationException(_errors);
        }
    }
}
