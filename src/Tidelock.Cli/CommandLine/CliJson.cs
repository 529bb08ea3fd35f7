using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Tidelock.Cli.Administration;
using Tidelock.Cli.Serving;
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
internal sealed partial class CliJson : JsonSerializerContext
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        TypeInfoResolver = JsonTypeInfoResolver.Combine(AdminJson.Default, Default),
    };

    /// <summary>A value as people and programs can read it.</summary>
    internal static string Print<T>(T value) =>
        JsonSerializer.Serialize(value, (JsonTypeInfo<T>)Indented.GetTypeInfo(typeof(T)));
}
