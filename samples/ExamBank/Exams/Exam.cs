namespace ExamBank.Exams;

/// <summary>An exam with all that is known of it, the right answers too; only its views leave the server.</summary>
internal sealed record Exam(string Id, string Title, string Summary, int Minutes, IReadOnlyList<Question> Questions)
{
    internal TimeSpan Time => TimeSpan.FromMinutes(Minutes);

    internal Question? Find(string questionId) => Questions.FirstOrDefault(question => question.Id == questionId);
}

/// <summary>A question: one with options has the number of the right one, others have what to mention.</summary>
internal sealed record Question(string Id, string Text, int Points, string Explanation)
{
    /// <summary>What may be chosen; null where the answer is written.</summary>
    public IReadOnlyList<string>? Options { get; init; }

    /// <summary>The number of the right option, from 0.</summary>
    public int? Right { get; init; }

    /// <summary>Groups of words; a written answer should have one word of each.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Mentions { get; init; }
}

/// <summary>An exam in the list.</summary>
internal sealed record ExamSummary(string Id, string Title, string Summary, int Minutes, int Questions, int Points)
{
    internal static ExamSummary Of(Exam exam) => new(
        exam.Id, exam.Title, exam.Summary, exam.Minutes, exam.Questions.Count, exam.Questions.Sum(one => one.Points));
}

/// <summary>A question as the student sees it.</summary>
internal sealed record QuestionView(string Id, string Text, int Points, IReadOnlyList<string>? Options);

/// <summary>An exam as the student sees it.</summary>
internal sealed record ExamView(string Id, string Title, int Minutes, IReadOnlyList<QuestionView> Questions)
{
    internal static ExamView Of(Exam exam) => new(exam.Id, exam.Title, exam.Minutes,
    [
        .. exam.Questions.Select(one => new QuestionView(one.Id, one.Text, one.Points, one.Options)),
    ]);
}
