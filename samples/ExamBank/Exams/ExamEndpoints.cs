using ExamBank.Http;

namespace ExamBank.Exams;

/// <summary>The exams and their questions.</summary>
internal static class ExamEndpoints
{
    internal static IServiceCollection AddExams(this IServiceCollection services) =>
        services.AddSingleton(new ExamCatalogue());

    internal static void MapExams(this IEndpointRouteBuilder api)
    {
        api.MapGet("/exams", (ExamCatalogue exams) => exams.All.Select(ExamSummary.Of));
        api.MapGet("/exams/{examId}", (string examId, ExamCatalogue exams) =>
            exams.Find(examId) is { } exam ? TypedResults.Ok(ExamView.Of(exam)) : Refusal.NotFound.Answer());
    }
}
