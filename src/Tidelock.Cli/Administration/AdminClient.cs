using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Tidelock.Cli.CommandLine;
using Tidelock.Server.Administration;

namespace Tidelock.Cli.Administration;

/// <summary>Talks to the administration endpoints, over whatever connection the <see cref="HttpClient"/> has.</summary>
internal sealed class AdminClient(HttpClient http)
{
    private static readonly MediaTypeHeaderValue JsonType = new("application/json");

    private const string Prefix = "api/v1/admin/";

    internal Task<AdminAnswer<T>> GetAsync<T>(string path, CancellationToken cancellationToken) =>
        SendAsync<T>(HttpMethod.Get, path, null, cancellationToken);

    internal Task<AdminAnswer<T>> PostAsync<T>(string path, object? body, CancellationToken cancellationToken) =>
        SendAsync<T>(HttpMethod.Post, path, body, cancellationToken);

    internal Task<AdminAnswer<T>> DeleteAsync<T>(string path, CancellationToken cancellationToken) =>
        SendAsync<T>(HttpMethod.Delete, path, null, cancellationToken);

    /// <summary>Copies an answer of any length to <paramref name="destination"/> as it comes.</summary>
    internal async Task<AdminAnswer<Nothing>> CopyAsync(
        string path, Stream destination, CancellationToken cancellationToken)
    {
        using var answer = await http.GetAsync(
            Prefix + path, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            return new AdminAnswer<Nothing>.Refused(await ReadProblemAsync(answer, cancellationToken));
        }

        await answer.Content.CopyToAsync(destination, cancellationToken);
        return new AdminAnswer<Nothing>.Given(new());
    }

    private async Task<AdminAnswer<T>> SendAsync<T>(
        HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, Prefix + path);
        if (body is not null)
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(body, AdminJson.Default.GetTypeInfo(body.GetType())!);
            request.Content = new ByteArrayContent(json) { Headers = { ContentType = JsonType } };
        }

        using var answer = await http.SendAsync(request, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            return new AdminAnswer<T>.Refused(await ReadProblemAsync(answer, cancellationToken));
        }

        if (typeof(T) == typeof(Nothing))
        {
            return new AdminAnswer<T>.Given((T)(object)new Nothing());
        }

        var value = await answer.Content.ReadFromJsonAsync(AdminJson.TypeOf<T>(), cancellationToken);
        return new AdminAnswer<T>.Given(value ?? throw new InvalidDataException($"{path} answered with nothing."));
    }

    private static async Task<AdminProblem> ReadProblemAsync(
        HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var status = (int)answer.StatusCode;
        try
        {
            var problem = await answer.Content.ReadFromJsonAsync(CliJson.Default.AdminProblem, cancellationToken);
            return problem ?? new($"The server answered {status}.", status);
        }
        catch (JsonException)
        {
            return new($"The server answered {status}.", status);
        }
    }
}
