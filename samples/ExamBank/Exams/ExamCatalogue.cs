using System.Text.Json;

namespace ExamBank.Exams;

/// <summary>The exams, as exams.json has them. What is wrong in the file is found when the site starts.</summary>
internal sealed class ExamCatalogue
{
    private const int MaxOptions = 8;
    private const string Resource = "ExamBank.Exams.exams.json";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private readonly Dictionary<string, Exam> _byId;

    /// <exception cref="InvalidDataException">An exam makes no sense; the message names it.</exception>
    public ExamCatalogue()
        : this(Read())
    {
    }

    internal ExamCatalogue(IReadOnlyList<Exam> exams)
    {
        All = exams;
        foreach (var exam in exams)
        {
            Check(exam);
        }

        _byId = exams.ToDictionary(exam => exam.Id, StringComparer.Ordinal);
    }

    internal IReadOnlyList<Exam> All { get; }

    internal Exam? Find(string id) => _byId.GetValueOrDefault(id);

    private static List<Exam> Read()
    {
        using var file = typeof(ExamCatalogue).Assembly.GetManifestResourceStream(Resource)!;
        return JsonSerializer.Deserialize<List<Exam>>(file, Format)!;
    }

    private static void Check(Exam exam)
    {
        if (exam.Minutes < 1 || exam.Questions.Count == 0
            || exam.Questions.DistinctBy(one => one.Id, StringComparer.Ordinal).Count() != exam.Questions.Count)
        {
            throw new InvalidDataException($"The exam {exam.Id} needs time, and questions that have ids of their own.");
        }

        foreach (var question in exam.Questions.Where(question => !IsSound(question)))
        {
            throw new InvalidDataException(
                $"The question {exam.Id}/{question.Id} needs options with a right one, or words to mention.");
        }
    }

    private static bool IsSound(Question question) => question switch
    {
        { Points: < 1 } => false,
        { Options: { Count: >= 2 and <= MaxOptions } options, Right: { } right, Mentions: null } =>
            right >= 0 && right < options.Count,
        { Options: null, Right: null, Mentions: { Count: > 0 } mentions } => mentions.All(words => words.Count > 0),
        _ => false,
    };
}
