using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Tidelock.Cli.Administration;
using Tidelock.Cli.Serving;
using Tidelock.Cli.Storage;
using Tidelock.Server.Administration;

namespace Tidelock.Cli.CommandLine;

/// <summary>What went wrong, as JSON.</summary>
internal sealed record CliError(string Title, string? Detail);

/// <summary>The JSON that only the command line knows; that of the endpoints is theirs.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CliError))]
[JsonSerializable(typeof(AdminProblem))]
[JsonSerializable(typeof(ServerAnnouncement))]
[JsonSerializable(typeof(DemoAnnouncement))]
[JsonSerializable(typeof(RestoredView))]
internal sealed partial class CliJson : JsonSerializerContext;

/// <summary>Values as people and programs can read them.</summary>
internal static class PrintedJson
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        TypeInfoResolver = JsonTypeInfoResolver.Combine(AdminJson.Default, CliJson.Default),
    };

    internal static string Of<T>(T value) =>
        JsonSerializer.Serialize(value, (JsonTypeInfo<T>)Format.GetTypeInfo(typeof(T)));
}
