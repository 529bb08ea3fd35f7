using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Tidelock.Server.Tests.Secrets;

/// <summary>
/// A store that fails once it is told to, each call with a message that has everything in it that the call was given:
/// a careless store's exception, which ends up in the log.
/// </summary>
#pragma warning disable CA1852 // The runtime makes the proxy as a type derived from this one.
internal class StoreThatFails<T> : DispatchProxy
#pragma warning restore CA1852
    where T : class
{
    private T _inner = null!;
    private StrongBox<bool> _fails = null!;

    internal static T Of(T inner, StrongBox<bool> fails)
    {
        var proxy = Create<T, StoreThatFails<T>>();
        ((StoreThatFails<T>)(object)proxy)._inner = inner;
        ((StoreThatFails<T>)(object)proxy)._fails = fails;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _fails.Value
        ? throw new InvalidOperationException($"{targetMethod!.Name} failed on {string.Join(", ", args!.Select(Text))}")
        : targetMethod!.Invoke(_inner, args);

    private static string Text(object? value) => value is IEnumerable items and not string
        ? $"[{string.Join(", ", items.Cast<object?>().Select(Text))}]"
        : $"{value}";
}
