using ExamBank.Database;
using Microsoft.Data.Sqlite;

namespace ExamBank.Attempts;

/// <summary>Attempts and answers in the database. Times are milliseconds since 1970.</summary>
internal sealed class AttemptStore(ExamDatabase database, TimeProvider clock)
{
    /// <summary>Attempts that are kept of one student.</summary>
    internal const int MaxPerUser = 200;

    private const string Columns = "id, user_id, exam_id, started_at, ends_at, handed_in_at";

    /// <summary>The running attempt at the exam, begun now where there is none; null when there are too many.</summary>
    internal Attempt? Start(string user, string examId, TimeSpan time)
    {
        var now = clock.GetUtcNow();
        using var connection = database.Open();
        using var scope = connection.BeginTransaction(deferred: false);
        if (Running(scope, user, examId, now) is { } running)
        {
            return running;
        }

        using var insert = scope.Command(
            $"""
            INSERT INTO attempts (user_id, exam_id, started_at, ends_at)
            SELECT $user, $exam, $started, $ends
            WHERE (SELECT count(*) FROM attempts WHERE user_id = $user) < $most
            RETURNING {Columns}
            """,
            ("$most", MaxPerUser),
            ("$user", user),
            ("$exam", examId),
            ("$started", now.ToUnixTimeMilliseconds()),
            ("$ends", (now + time).ToUnixTimeMilliseconds()));
        var started = ReadOne(insert);
        scope.Commit();
        return started;
    }

    /// <summary>All attempts of a student, the newest first.</summary>
    internal List<Attempt> Of(string user)
    {
        using var connection = database.Open();
        using var scope = connection.BeginTransaction(deferred: true);
        using var select = scope.Command(
            $"SELECT {Columns} FROM attempts WHERE user_id = $user ORDER BY id DESC LIMIT $most",
            ("$user", user),
            ("$most", MaxPerUser));
        using var rows = select.ExecuteReader();
        var found = new List<Attempt>();
        while (rows.Read())
        {
            found.Add(Read(rows));
        }

        return found;
    }

    /// <summary>The attempt with its answers by question; null when the student has no such attempt.</summary>
    internal (Attempt Attempt, Dictionary<string, Answer> Answers)? Find(string user, long id)
    {
        using var connection = database.Open();
        using var scope = connection.BeginTransaction(deferred: true);
        return Find(scope, user, id) is { } attempt ? (attempt, Answers(scope, id)) : null;
    }

    /// <summary>
    /// Saves an answer, in one transaction with the decision. Null when the attempt is not the student's or is over
    /// by now.
    /// </summary>
    internal (Saving Saving, Answer Current)? Save(string user, long id, string question, string text, long basedOn)
    {
        var now = clock.GetUtcNow();
        using var connection = database.Open();
        using var scope = connection.BeginTransaction(deferred: false);
        if (Find(scope, user, id) is not { } attempt || attempt.IsOver(now))
        {
            return null;
        }

        var current = Answers(scope, id).GetValueOrDefault(question, Answer.None);
        var saving = AnswerRule.Decide(current, text, basedOn);
        if (saving != Saving.Written)
        {
            return (saving, current);
        }

        var written = new Answer(text, current.Revision + 1);
        using var upsert = scope.Command(
            """
            INSERT INTO answers (attempt_id, question_id, text, revision, saved_at)
            VALUES ($attempt, $question, $text, $revision, $now)
            ON CONFLICT (attempt_id, question_id) DO UPDATE
            SET text = excluded.text, revision = excluded.revision, saved_at = excluded.saved_at
            """,
            ("$attempt", id),
            ("$question", question),
            ("$text", text),
            ("$revision", written.Revision),
            ("$now", now.ToUnixTimeMilliseconds()));
        upsert.ExecuteNonQuery();
        scope.Commit();
        return (saving, written);
    }

    /// <summary>Hands it in; one that is handed in stays as it is. Null when the student has no such attempt.</summary>
    internal Attempt? HandIn(string user, long id)
    {
        using var connection = database.Open();
        using var scope = connection.BeginTransaction(deferred: false);
        using var update = scope.Command(
            $"""
            UPDATE attempts SET handed_in_at = ifnull(handed_in_at, min($now, ends_at))
            WHERE id = $id AND user_id = $user RETURNING {Columns}
            """,
            ("$now", clock.GetUtcNow().ToUnixTimeMilliseconds()),
            ("$id", id),
            ("$user", user));
        var attempt = ReadOne(update);
        scope.Commit();
        return attempt;
    }

    private static Attempt? Running(SqliteTransaction scope, string user, string examId, DateTimeOffset now)
    {
        using var select = scope.Command(
            $"""
            SELECT {Columns} FROM attempts
            WHERE user_id = $user AND exam_id = $exam AND handed_in_at IS NULL AND ends_at > $now LIMIT 1
            """,
            ("$user", user),
            ("$exam", examId),
            ("$now", now.ToUnixTimeMilliseconds()));
        return ReadOne(select);
    }

    private static Attempt? Find(SqliteTransaction scope, string user, long id)
    {
        using var select = scope.Command(
            $"SELECT {Columns} FROM attempts WHERE id = $id AND user_id = $user", ("$id", id), ("$user", user));
        return ReadOne(select);
    }

    private static Dictionary<string, Answer> Answers(SqliteTransaction scope, long id)
    {
        using var select = scope.Command(
            "SELECT question_id, text, revision FROM answers WHERE attempt_id = $id", ("$id", id));
        using var rows = select.ExecuteReader();
        var answers = new Dictionary<string, Answer>(StringComparer.Ordinal);
        while (rows.Read())
        {
            answers[rows.GetString(0)] = new(rows.GetString(1), rows.GetInt64(2));
        }

        return answers;
    }

    private static Attempt? ReadOne(SqliteCommand command)
    {
        using var rows = command.ExecuteReader();
        return rows.Read() ? Read(rows) : null;
    }

    private static Attempt Read(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), Time(row.GetInt64(3)), Time(row.GetInt64(4)))
    {
        HandedInAt = row.IsDBNull(5) ? null : Time(row.GetInt64(5)),
    };

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
