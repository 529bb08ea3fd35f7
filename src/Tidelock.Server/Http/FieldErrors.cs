namespace Tidelock.Server.Http;

/// <summary>Collects what is wrong with the fields of a body, so that one answer tells all of it.</summary>
internal sealed class FieldErrors
{
    private readonly Dictionary<string, string[]> _errors = new(StringComparer.Ordinal);

    /// <summary>The answer; null when nothing is wrong.</summary>
    internal Problem? Problem => _errors.Count == 0 ? null : new(ProblemType.Validation) { Errors = _errors };

    internal void Add(string field, string error) =>
        _errors[field] = [.. _errors.GetValueOrDefault(field) ?? [], error];

    /// <summary>Text that must be there and no longer than <paramref name="maxLength"/>.</summary>
    internal string Required(string field, string? value, int maxLength)
    {
        if (string.IsNullOrEmpty(value))
        {
            Add(field, "is required");
        }
        else if (value.Length > maxLength)
        {
            Add(field, $"must have at most {maxLength} characters");
        }

        return value ?? string.Empty;
    }
}
