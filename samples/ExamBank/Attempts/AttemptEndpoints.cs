using System.Globalization;
using System.Security.Claims;
using ExamBank.Exams;
using ExamBank.Http;
using ExamBank.SignedInUsers;

namespace ExamBank.Attempts;

/// <summary>A request to save an answer.</summary>
/// <param name="Text">What was written, or the number of the option; empty takes the answer back.</param>
/// <param name="BasedOn">The revision that the change was made to; 0 for a question without an answer.</param>
internal sealed record SaveRequest(string? Text, long? BasedOn);

/// <summary>An attempt in the list.</summary>
internal sealed record AttemptSummary(long Id, string ExamId, DateTimeOffset StartedAt, bool IsOver, long SecondsLeft);

/// <summary>An attempt with everything to go on with it, on any device.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Exam">The questions.</param>
/// <param name="Answers">The answers by question, those that there are.</param>
/// <param name="IsOver">Whether it was handed in or its time is over.</param>
/// <param name="SecondsLeft">By the server's clock; the client's is never asked.</param>
internal sealed record AttemptView(
    long Id, ExamView Exam, IReadOnlyDictionary<string, Answer> Answers, bool IsOver, long SecondsLeft);

/// <summary>Attempts: start one, save answers, hand it in. Those of others are not there.</summary>
internal static class AttemptEndpoints
{
    internal static IServiceCollection AddAttempts(this IServiceCollection services) =>
        services.AddSingleton<AttemptStore>();

    internal static void MapAttempts(this IEndpointRouteBuilder api)
    {
        api.MapGet("/attempts", List);
        api.MapPost("/exams/{examId}/attempts", Start);
        api.MapGet("/attempts/{id:long}", Show);
        api.MapPut("/attempts/{id:long}/answers/{questionId}", Save);
        api.MapPost("/attempts/{id:long}/hand-in", HandIn);
    }

    private static IEnumerable<AttemptSummary> List(ClaimsPrincipal user, AttemptStore attempts, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return attempts.Of(user.Id()).Select(one => Summary(one, now));
    }

    private static IResult Start(
        string examId, ClaimsPrincipal user, ExamCatalogue exams, AttemptStore attempts, TimeProvider clock)
    {
        if (exams.Find(examId) is not { } exam)
        {
            return Refusal.NotFound.Answer();
        }

        return attempts.Start(user.Id(), exam.Id, exam.Time) is { } attempt
            ? TypedResults.Ok(Summary(attempt, clock.GetUtcNow()))
            : Refusal.TooManyAttempts.Answer($"At most {AttemptStore.MaxPerUser} are kept of one student.");
    }

    private static IResult Show(
        long id, ClaimsPrincipal user, ExamCatalogue exams, AttemptStore attempts, TimeProvider clock)
    {
        if (attempts.Find(user.Id(), id) is not var (attempt, answers) || exams.Find(attempt.ExamId) is not { } exam)
        {
            return Refusal.NotFound.Answer();
        }

        var now = clock.GetUtcNow();
        return TypedResults.Ok(
            new AttemptView(id, ExamView.Of(exam), answers, attempt.IsOver(now), SecondsLeft(attempt, now)));
    }

    private static IResult Save(
        long id, string questionId, SaveRequest request, ClaimsPrincipal user, ExamCatalogue exams,
        AttemptStore attempts)
    {
        if (attempts.Find(user.Id(), id) is not var (attempt, _)
            || exams.Find(attempt.ExamId)?.Find(questionId) is not { } question)
        {
            return Refusal.NotFound.Answer();
        }

        if (WrongWith(request, question) is { } wrong)
        {
            return Refusal.WrongField.Answer(wrong);
        }

        return attempts.Save(user.Id(), id, questionId, request.Text!, request.BasedOn!.Value) switch
        {
            (Saving.AnotherRevision, var current) => Refusal.AnotherRevision.Answer(
                more: new Dictionary<string, object?>(StringComparer.Ordinal) { ["current"] = current }),
            (_, var current) => TypedResults.Ok(current),
            null => Refusal.Over.Answer("Its time is over, or it was handed in."),
        };
    }

    private static IResult HandIn(long id, ClaimsPrincipal user, AttemptStore attempts, TimeProvider clock) =>
        attempts.HandIn(user.Id(), id) is { } attempt
            ? TypedResults.Ok(Summary(attempt, clock.GetUtcNow()))
            : Refusal.NotFound.Answer();

    private static string? WrongWith(SaveRequest request, Question question) => request switch
    {
        { Text: null } => "text: is required; empty takes the answer back.",
        { BasedOn: null or < 0 } => "basedOn: the revision that the change was made to, 0 for none.",
        { Text.Length: > AnswerRule.MaxText } => $"text: at most {AnswerRule.MaxText} characters.",
        { Text: var text } when question.Options is { } options && !IsOption(text, options.Count) =>
            "text: the number of an option, from 0.",
        _ => null,
    };

    private static bool IsOption(string text, int options) =>
        text.Length == 0
        || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number < options
            && text == number.ToString(CultureInfo.InvariantCulture));

    private static AttemptSummary Summary(Attempt attempt, DateTimeOffset now) =>
        new(attempt.Id, attempt.ExamId, attempt.StartedAt, attempt.IsOver(now), SecondsLeft(attempt, now));

    /// <summary>Rounded up: a clock shows zero when nothing is left.</summary>
    private static long SecondsLeft(Attempt attempt, DateTimeOffset now) =>
        (long)Math.Ceiling(attempt.TimeLeft(now).TotalSeconds);
}
