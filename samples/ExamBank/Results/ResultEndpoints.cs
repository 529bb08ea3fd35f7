using System.Security.Claims;
using ExamBank.Attempts;
using ExamBank.Exams;
using ExamBank.Http;
using ExamBank.SignedInUsers;

namespace ExamBank.Results;

/// <summary>How an attempt came out.</summary>
internal sealed record AttemptResult(
    long Id, string ExamId, string Title, int Points, int MaxPoints, IReadOnlyList<MarkedAnswer> Answers);

/// <summary>One question with its answer, and what would have been right.</summary>
internal sealed record MarkedAnswer(
    string Id, string Question, string? Given, string? Right, int Points, int MaxPoints, string Explanation);

/// <summary>Results, for attempts that are over.</summary>
internal static class ResultEndpoints
{
    internal static void MapResults(this IEndpointRouteBuilder api) => api.MapGet("/attempts/{id:long}/result", Show);

    private static IResult Show(
        long id, ClaimsPrincipal user, ExamCatalogue exams, AttemptStore attempts, TimeProvider clock)
    {
        if (attempts.Find(user.Id(), id) is not var (attempt, answers) || exams.Find(attempt.ExamId) is not { } exam)
        {
            return Refusal.NotFound.Answer();
        }

        return attempt.IsOver(clock.GetUtcNow())
            ? TypedResults.Ok(Mark(attempt, exam, answers))
            : Refusal.StillRunning.Answer("Hand it in first.");
    }

    private static AttemptResult Mark(Attempt attempt, Exam exam, Dictionary<string, Answer> answers)
    {
        var marked = exam.Questions
            .Select(question => Mark(question, answers.GetValueOrDefault(question.Id, Answer.None).Text)).ToList();
        return new(
            attempt.Id, exam.Id, exam.Title, marked.Sum(one => one.Points), marked.Sum(one => one.MaxPoints), marked);
    }

    private static MarkedAnswer Mark(Question question, string text) => new(
        question.Id,
        question.Text,
        text.Length == 0 ? null : question.Options is { } options ? options[int.Parse(text, null)] : text,
        question.Options?[question.Right!.Value],
        Marking.Points(question, text),
        question.Points,
        question.Explanation);
}
