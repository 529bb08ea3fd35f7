using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tidelock.Server.Tests.Hosting;

namespace Tidelock.Server.Tests.Http.Fuzz;

/// <summary>
/// Breaks one member of a JSON body at a time. The members, their types and bounds are read from the type that the
/// endpoint reads, so that a new one is broken as well; what a text with control characters in it comes to is said by
/// <see cref="WrongTexts"/>, and a new text that is not there fails.
/// </summary>
internal sealed class BodyBreaker(Picks picks)
{
    /// <summary>Stands for a byte that is no UTF-8.</summary>
    private const string BadByte = "!FF!";

    private static readonly string[] OtherTypes = ["1", "true", "\"text\"", "{}", "[]", "[1]", "{\"a\":1}"];

    /// <summary>Every one of the <paramref name="members"/> of <paramref name="type"/> in every way.</summary>
    internal IEnumerable<Breakage> Break(Type type, IEnumerable<PropertyInfo> members, JsonObject valid) =>
        members.SelectMany(member => Break(type, member, valid[NameOf(member)]?.ToJsonString(), NameOf(member)))
            .Select(broken => new Breakage(
                broken.Name, broken.Expected, request => request.Body = Compose(valid, broken)));

    /// <summary>The whole body in ways in which it is no JSON object.</summary>
    internal IEnumerable<Breakage> BreakAll(JsonObject valid)
    {
        var text = valid.ToJsonString();
        string[] broken =
        [
            text[..picks.Number(1, text.Length - 1)], $"[{text}]", "null", "5", "\"text\"", text + "x", text + text,
            "/* */" + text, text.Replace('"', '\''), $"{{\"a\":NaN,{text[1..]}", $"{{\"a\":{Nested(9)},{text[1..]}",
            "\uFEFF" + text, "{,}", text[..^1] + ",}", Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(text)),
        ];
        return broken.Where(body => body != text)
            .Select(body => new Breakage($"body {body}", Refusal.Malformed, Put(body)))
            .Append(new("body of 17 KB", Refusal.TooLarge, Put($"{{\"a\":\"{new string('x', 17_000)}\",{text[1..]}")));
    }

    internal static string NameOf(PropertyInfo member) => JsonNamingPolicy.CamelCase.ConvertName(member.Name);

    internal static IEnumerable<PropertyInfo> Members(Type type) =>
        type.GetProperties().Where(member => member.GetMethod!.IsPublic && member.Name != "EqualityContract");

    /// <summary>A member in every way, as JSON; null for its absence.</summary>
    private IEnumerable<Broken> Break(Type owner, PropertyInfo member, string? valid, string path)
    {
        var type = Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType;
        var named = Refusal.Of(path);
        var isOptional = !member.IsDefined(typeof(RequiredAttribute)) && IsNullable(member);
        IEnumerable<Broken> all =
        [
            .. OtherTypes.Where(json => !Fits(json, type)).Select(json => new Broken(path, json, named)),
            .. isOptional ? Array.Empty<Broken>() : [new(path, null, named), new(path, "null", named)],
            new(path, $"{valid ?? "null"},\"{path.Split('.')[^1]}\":{valid ?? "null"}", named),
        ];
        return all.Concat(
            type == typeof(string) ? BreakText(owner, member, valid, path)
            : type == typeof(long) || type == typeof(int) ? BreakNumber(member, path)
            : type == typeof(bool) || type == typeof(DateTimeOffset) ? []
            : ElementOf(type) is { } element ? BreakList(owner, member, element, valid, path)
            : throw new NotSupportedException($"{owner.Name}.{member.Name} is of a type that nothing here breaks."));
    }

    private IEnumerable<Broken> BreakText(Type owner, PropertyInfo member, string? valid, string path)
    {
        var named = Refusal.Of(path);
        var text = valid is null ? picks.Word(8) : JsonNode.Parse(valid)!.GetValue<string>();
        yield return new(path, "\"\\ud8" + picks.One("00", "ff") + "\"", named);
        yield return new(path, Quoted(picks.Inside(text, BadByte)), named);
        if (member.GetCustomAttribute<AllowedValuesAttribute>() is not null)
        {
            string[] words = ["", text.ToUpperInvariant(), text + " ", text + "\0", picks.Word(6), "null", "1"];
            foreach (var word in words)
            {
                yield return new(path, Quoted(word), named);
            }

            yield break;
        }

        if (WrongTexts.Of(owner, member, path) is { } refusal)
        {
            yield return new(path, Quoted(picks.Inside(text, $"{picks.Control()}")), refusal);
        }

        if (member.GetCustomAttribute<MaxLengthAttribute>() is { Length: var max })
        {
            yield return new(path, Quoted(picks.Word(max + 1)), named);
            yield return new(path, Quoted(picks.Word(picks.Number(max + 2, 8 * 1024))), named);
        }

        if (member.IsDefined(typeof(RequiredAttribute)))
        {
            yield return new(path, "\"\"", named);
        }
    }

    private IEnumerable<Broken> BreakNumber(PropertyInfo member, string path)
    {
        string[] wrong = ["1.5", "1e400", "-1e400", "99999999999999999999", "\"1\"", "1e2"];
        if (member.GetCustomAttribute<RangeAttribute>() is { Minimum: int min, Maximum: int max })
        {
            wrong = [.. wrong, $"{min - 1L}", $"{max + 1L}", $"{max + (long)picks.Number(2, 1_000_000_000)}", "-0.5"];
        }

        return wrong.Select(json => new Broken(path, json, Refusal.Of(path)));
    }

    private IEnumerable<Broken> BreakList(Type owner, PropertyInfo member, Type element, string? valid, string path)
    {
        var named = Refusal.Of(path);
        var good = JsonNode.Parse(valid ?? throw new InvalidOperationException($"{path} has no valid value."))![0]!;
        var max = member.GetCustomAttribute<MaxLengthAttribute>()?.Length
            ?? throw new NotSupportedException($"{owner.Name}.{member.Name} has no bound.");
        var tooMany = string.Join(',', Enumerable.Repeat(good.ToJsonString(), max + 1));
        IEnumerable<Broken> all =
            [new(path, $"[{tooMany}]", named), new(path, "[null]", named), new(path, "[[]]", named)];
        if (element != typeof(string))
        {
            return all.Concat(
                from inner in Members(element)
                from broken in Break(element, inner, good[NameOf(inner)]?.ToJsonString(), $"{path}[0].{NameOf(inner)}")
                select broken with { Path = path, Json = $"[{Text(good.AsObject(), NameOf(inner), broken.Json)}]" });
        }

        var refusal = WrongTexts.Of(owner, member, path);
        return all
            .Append(new(path, "[1]", named))
            .Append(new(path, $"[\"\\udfff\"]", named))
            .Append(new(path, $"[{Quoted(picks.Inside("role", $"{picks.Control()}"))}]", refusal!))
            .Append(new(path, $"[{Quoted(string.Empty)}]", refusal!));
    }

    private static byte[] Compose(JsonObject valid, Broken broken)
    {
        var bytes = Encoding.UTF8.GetBytes(Text(valid, broken.Path, broken.Json));
        var marker = Encoding.UTF8.GetBytes(BadByte);
        var at = bytes.AsSpan().IndexOf(marker);
        return at < 0 ? bytes : [.. bytes[..at], 0xFF, .. bytes[(at + marker.Length)..]];
    }

    /// <summary>The object with one member replaced, or left out.</summary>
    private static string Text(JsonObject valid, string name, string? json)
    {
        var members = valid.Where(member => member.Key != name)
            .Select(member => $"\"{member.Key}\":{member.Value?.ToJsonString() ?? "null"}");
        return $"{{{string.Join(',', json is null ? members : members.Append($"\"{name}\":{json}"))}}}";
    }

    private static Action<RawRequest> Put(string body) => request => request.Body = Encoding.UTF8.GetBytes(body);

    private static string Quoted(string text) => JsonValue.Create(text).ToJsonString(
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private static bool IsNullable(PropertyInfo member) =>
        new NullabilityInfoContext().Create(member).WriteState != NullabilityState.NotNull;

    private static Type? ElementOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
            ? type.GetGenericArguments()[0]
            : null;

    private static bool Fits(string json, Type type) => json[0] switch
    {
        '"' => type == typeof(string),
        't' => type == typeof(bool),
        '1' => type == typeof(long) || type == typeof(int),
        '[' => json == "[]" && ElementOf(type) is not null,
        _ => false,
    };

    /// <summary>A member as it is put in, and what must come of it.</summary>
    private sealed record Broken(string Path, string? Json, Refusal Expected)
    {
        internal string Name => $"{Path}: {Json ?? "left out"}";
    }
}
