import { useState } from 'react';
import { Refused, type Api, type AttemptSummary, type ExamSummary } from '../api.js';
import { hasDrafts } from '../attempt/drafts.js';
import { useLoaded } from '../loading.js';
import { go, Link } from '../routing.js';

export function ExamList({ api, user }: { api: Api; user: string }) {
  const { value, problem } = useLoaded(
    async () => ({ exams: await api.exams(), attempts: await api.attempts() }),
    user,
  );
  if (!value) {
    return (
      <p className="hush" role="status">
        {problem ? 'The exams can’t be loaded. Trying again …' : 'Loading the exams …'}
      </p>
    );
  }
  return (
    <>
      <h1>Your exams</h1>
      <ul className="exams">
        {value.exams.map((exam) => (
          <ExamCard
            key={exam.id}
            api={api}
            user={user}
            exam={exam}
            attempts={value.attempts.filter(({ examId }) => examId === exam.id)}
          />
        ))}
      </ul>
    </>
  );
}

interface CardProps {
  api: Api;
  user: string;
  exam: ExamSummary;
  attempts: AttemptSummary[];
}

function ExamCard({ api, user, exam, attempts }: CardProps) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const running = attempts.find(({ isOver }) => !isOver);
  const last = attempts.find(({ isOver }) => isOver);
  const waiting = running && hasDrafts(user, running.id);

  const start = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const { id } = await api.start(exam.id);
      go(`/attempts/${id}`);
    } catch (failure) {
      const why = failure instanceof Refused ? failure.message : 'The server can’t be reached.';
      setProblem(why);
      setBusy(false);
    }
  };

  return (
    <li className="card exam">
      <h2>{exam.title}</h2>
      <p>{exam.summary}</p>
      <p className="facts">
        <span>{exam.questions} questions</span>
        <span>{exam.minutes} minutes</span>
        <span>{exam.points} points</span>
      </p>
      <div className="row">
        <button type="button" className="main" disabled={busy} onClick={() => void start()}>
          {running ? 'Go on' : 'Start'}
          <span className="unseen"> {exam.title}</span>
        </button>
        {running && (
          <span className="quiet">{Math.ceil(running.secondsLeft / 60)} minutes left</span>
        )}
        {!running && last && (
          <Link href={`/attempts/${last.id}/result`}>
            Last result<span className="unseen"> of {exam.title}</span>
          </Link>
        )}
      </div>
      {waiting && <p className="quiet">Some answers wait on this device; go on to send them.</p>}
      {problem && (
        <p className="wrong" role="alert">
          {problem}
        </p>
      )}
    </li>
  );
}
