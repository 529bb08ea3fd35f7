namespace ExamBank.Attempts;

/// <summary>One student's try at an exam. It ends when it is handed in, or at the server's time.</summary>
internal sealed record Attempt(long Id, string UserId, string ExamId, DateTimeOffset StartedAt, DateTimeOffset EndsAt)
{
    /// <summary>What was typed in the last second still has to travel.</summary>
    internal static readonly TimeSpan OnItsWay = TimeSpan.FromSeconds(5);

    public DateTimeOffset? HandedInAt { get; init; }

    /// <summary>Nothing more is accepted.</summary>
    internal bool IsOver(DateTimeOffset now) => HandedInAt is not null || now >= EndsAt + OnItsWay;

    /// <summary>What is left for the student; zero when it is over.</summary>
    internal TimeSpan TimeLeft(DateTimeOffset now) =>
        HandedInAt is not null || now >= EndsAt ? TimeSpan.Zero : EndsAt - now;
}

/// <summary>An answer as it was saved last.</summary>
/// <param name="Text">What was written, or the number of the option.</param>
/// <param name="Revision">How often it was changed.</param>
internal sealed record Answer(string Text, long Revision)
{
    /// <summary>What a question has that nobody has answered yet.</summary>
    internal static readonly Answer None = new(string.Empty, 0);
}

/// <summary>What becomes of a request to save an answer.</summary>
internal enum Saving
{
    /// <summary>The answer takes the place of the one before.</summary>
    Written,

    /// <summary>It is there already: the same request came twice, or two tabs agree.</summary>
    AlreadyThere,

    /// <summary>Somebody changed the answer after the version that this change was made to.</summary>
    AnotherRevision,
}

/// <summary>Decides about changes of answers.</summary>
internal static class AnswerRule
{
    /// <summary>Characters of a written answer.</summary>
    internal const int MaxText = 4000;

    /// <param name="current">The answer as it is.</param>
    /// <param name="text">As it should be.</param>
    /// <param name="basedOn">The revision that the change was made to.</param>
    internal static Saving Decide(Answer current, string text, long basedOn) =>
        current.Text == text ? Saving.AlreadyThere
        : current.Revision == basedOn ? Saving.Written
        : Saving.AnotherRevision;
}
