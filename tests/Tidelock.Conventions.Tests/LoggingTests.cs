using Microsoft.CodeAnalysis.CSharp;

namespace Tidelock.Conventions.Tests;

public sealed class LoggingTests
{
    private static readonly string[] PlainCalls =
        ["LogTrace", "LogDebug", "LogInformation", "LogWarning", "LogError", "LogCritical"];

    [Fact]
    public void Every_log_event_has_an_id_of_its_own() => Finding.None(
        from log in CSharpFile.All.SelectMany(LogEvents)
        group log by (log.Project, log.Id) into same
        where same.Count() > 1 || same.Key.Id is null
        select $"{same.Key.Project}: id {same.Key.Id ?? "none"}: {string.Join(", ", same.Select(log => log.Place))}",
        "Operators filter by event id: each log event has one, and no two share it.");

    [Fact]
    public void Logs_are_written_through_the_catalogue() => Finding.None(
        from file in CSharpFile.All
        where file.Path.StartsWith("src/", StringComparison.Ordinal)
        from call in file.Nodes<MemberAccessExpressionSyntax>()
        where PlainCalls.Contains(call.Name.Identifier.Text, StringComparer.Ordinal)
        select $"{file}:{CSharpFile.LineOf(call)}: {call.Name}",
        "A log line is a [LoggerMessage] method with a stable id.");

    [Theory]
    [InlineData("[LoggerMessage(7, LogLevel.Information, \"x\")] void M();", "7")]
    [InlineData("[LoggerMessage(EventId = 8, Level = LogLevel.Information, Message = \"x\")] void M();", "8")]
    [InlineData("[LoggerMessage(LogLevel.Information, \"x\")] void M();", null)]
    public void The_id_of_a_log_event_is_read(string member, string? id)
    {
        var file = CSharpFile.Parse("src/X/C.cs", $"partial class C {{ {member} }}");

        Assert.Equal(id, Assert.Single(LogEvents(file)).Id);
    }

    private static IEnumerable<(string Project, string? Id, string Place)> LogEvents(CSharpFile file) =>
        from attribute in file.Nodes<AttributeSyntax>()
        where attribute.Name.ToString() == "LoggerMessage"
        select (string.Join('/', file.Path.Split('/').Take(2)), IdOf(attribute),
            $"{Path.GetFileName(file.Path)}:{CSharpFile.LineOf(attribute)}");

    private static string? IdOf(AttributeSyntax attribute)
    {
        var arguments = attribute.ArgumentList?.Arguments ?? default;
        var named = arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.Text == "EventId");
        var first = named ?? arguments.FirstOrDefault(argument => argument.NameEquals is null);
        return first?.Expression is LiteralExpressionSyntax id && id.IsKind(SyntaxKind.NumericLiteralExpression)
            ? id.Token.ValueText
            : null;
    }
}
