using System.Globalization;
using ExamBank.Exams;

namespace ExamBank.Results;

/// <summary>Marks answers.</summary>
internal static class Marking
{
    /// <summary>The points for an answer; a written one gets its share for each thing that it mentions.</summary>
    internal static int Points(Question question, string text)
    {
        if (question.Options is not null)
        {
            return text == Chosen(question.Right!.Value) ? question.Points : 0;
        }

        var mentions = question.Mentions!;
        var found = mentions.Count(words => words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)));
        return question.Points * found / mentions.Count;
    }

    /// <summary>An option as an answer names it.</summary>
    internal static string Chosen(int option) => option.ToString(CultureInfo.InvariantCulture);
}
