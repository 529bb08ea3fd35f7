using System.Buffers.Binary;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Tidelock.Sessions;
using Tidelock.Storage.Sqlite;

namespace Tidelock.Server.Tests.Secrets;

/// <summary>
/// What prints itself prints no secret, however deep inside. Every type that has a text of its own is filled with
/// values that can be told apart, and printed.
/// </summary>
public sealed partial class PrintedRecordTests
{
    private const int MaxDepth = 4;

    private static readonly Assembly[] Assemblies =
    [
        typeof(Session).Assembly, typeof(TidelockStores).Assembly, typeof(SqliteDatabase).Assembly,
        Assembly.Load("Tidelock.Cli"),
    ];

    /// <summary>The demo's accounts are printed at its start: their passwords are no secret.</summary>
    private static readonly string[] NotSecret = ["DemoAccount"];

    [Fact]
    public void Nothing_that_prints_itself_prints_a_secret()
    {
        var printed = 0;
        var talkative = new List<string>();
        foreach (var type in Assemblies.SelectMany(assembly => assembly.GetTypes()).Where(Prints))
        {
            var marks = new Marks();
            var text = Print(marks.Fill(type, type.Name, 0));
            printed += text is null ? 0 : 1;
            talkative.AddRange(marks.FindIn(text ?? string.Empty).Where(place => Secret().IsMatch(place)));
        }

        Assert.True(printed > 100, $"Only {printed} types printed anything.");
        Assert.True(talkative is [], string.Join('\n', talkative));
    }

    [Theory]
    [InlineData(typeof(Talkative), "Talkative.Password")]
    [InlineData(typeof(TalkativeInside), "TalkativeInside.Inner.Password")]
    [InlineData(typeof(Harmless), null)]
    public void A_secret_that_is_printed_is_found(Type type, string? expected)
    {
        var marks = new Marks();
        var found = marks.FindIn(Print(marks.Fill(type, type.Name, 0))!).Where(place => Secret().IsMatch(place));
        Assert.Equal(expected, found.SingleOrDefault());
    }

    private static bool Prints(Type type) =>
        type is { IsAbstract: false, IsGenericTypeDefinition: false, IsEnum: false }
        && !NotSecret.Contains(type.Name, StringComparer.Ordinal)
        && type.GetMethod("ToString", Type.EmptyTypes)!.DeclaringType is { } declaring
        && Assemblies.Contains(declaring.Assembly);

    /// <summary>Null when it can't be printed half filled.</summary>
    private static string? Print(object? value)
    {
        try
        {
            return value?.ToString();
        }
        catch (Exception error) when (error is NullReferenceException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    [GeneratedRegex(
        @"(Password|Secret|RefreshToken|AccessToken|\.Token|MasterKey|Proof|Handle|Encoded|Link\w*\.Url)"
        + @"(\.[_A-Za-z.]*)?$",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Secret();

    private sealed record Talkative(string Name, string Password);

    private sealed record TalkativeInside(string Name, Talkative Inner);

    private sealed record Harmless(string Name, int PasswordLength);

    /// <summary>Values that can be told apart, each with the place that it stands at.</summary>
    private sealed class Marks
    {
        private readonly SecretSearch _search = new();
        private int _count;

        internal IEnumerable<string> FindIn(string text) =>
            _search.FindIn(text).Select(found => found[..found.IndexOf(' ')]).Distinct(StringComparer.Ordinal);

        /// <summary>A value of the type whose every field has a mark; null for types that can't be made so.</summary>
        internal object? Fill(Type type, string place, int depth)
        {
            if (type == typeof(string))
            {
                return Mark(place);
            }

            if (type == typeof(byte[]) || type == typeof(ReadOnlyMemory<byte>) || type == typeof(Uri))
            {
                var mark = Mark(place);
                return type == typeof(Uri) ? new Uri($"https://x/{mark}")
                    : type == typeof(byte[]) ? Encoding.ASCII.GetBytes(mark)
                    : (object)new ReadOnlyMemory<byte>(Encoding.ASCII.GetBytes(mark));
            }

            if (type == typeof(UInt128))
            {
                return BinaryPrimitives.ReadUInt128BigEndian(Encoding.ASCII.GetBytes(Mark(place)));
            }

            // A digest gives nothing away of what it was made from.
            return type == typeof(Digest) ? default(Digest)
                : Nullable.GetUnderlyingType(type) is { } inner ? Fill(inner, place, depth)
                : IsOurs(type) && depth < MaxDepth ? FillFields(type, place, depth)
                : type.IsValueType && type != typeof(void) && !type.IsByRefLike ? Activator.CreateInstance(type)
                : null;
        }

        private static bool IsOurs(Type type) =>
            Assemblies.Append(typeof(Marks).Assembly).Contains(type.Assembly)
            && type is { IsEnum: false, IsAbstract: false, IsArray: false, IsByRefLike: false, IsPointer: false }
            && !type.ContainsGenericParameters && !type.IsAssignableTo(typeof(Delegate));

        private object FillFields(Type type, string place, int depth)
        {
            var value = RuntimeHelpers.GetUninitializedObject(type);
            foreach (var field in type.GetFields(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            {
                var name = field.Name.TrimStart('<').Split('>')[0];
                if (Fill(field.FieldType, $"{place}.{name}", depth + 1) is { } filled)
                {
                    field.SetValue(value, filled);
                }
            }

            return value;
        }

        /// <summary>Sixteen characters, as many as the bytes of an id or a handle.</summary>
        private string Mark(string place)
        {
            var mark = $"mark{_count++:x4}zqzqzqzq";
            _search.Add(place, mark);
            return mark;
        }
    }
}
