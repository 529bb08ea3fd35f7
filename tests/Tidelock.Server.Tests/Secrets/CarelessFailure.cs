using System.Collections;

namespace Tidelock.Server.Tests.Secrets;

/// <summary>
/// Makes a store fail, once it is told to, with a message that has everything in it that the call was given: a careless
/// store's exception, which ends up in the log.
/// </summary>
internal sealed class CarelessFailure
{
    internal bool IsOn { get; set; }

    /// <summary>The store that is asked, or the failure.</summary>
    internal T Before<T>(T store, params object?[] given) => IsOn
        ? throw new InvalidOperationException($"The store failed on {string.Join(", ", given.Select(Text))}")
        : store;

    private static string Text(object? value) => value is IEnumerable items and not string
        ? $"[{string.Join(", ", items.Cast<object?>().Select(Text))}]"
        : $"{value}";
}
