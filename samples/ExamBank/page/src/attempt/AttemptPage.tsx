import { useSession } from '@tidelock/browser/react';
import { useEffect, useState } from 'react';
import { Refused, type Api, type Attempt } from '../api.js';
import { useLoaded } from '../loading.js';
import { go, Link } from '../routing.js';
import { Answers } from './answers.js';
import { Clock } from './Clock.js';
import { keptDrafts } from './drafts.js';
import { HandIn } from './HandIn.js';
import { QuestionCard } from './QuestionCard.js';
import { joinTabs } from './tabs.js';

interface Props {
  api: Api;
  user: string;
  id: number;
}

/** An exam while it is written. */
export function AttemptPage({ api, user, id }: Props) {
  const { value, problem, reload } = useLoaded(() => api.attempt(id), `${id}`);
  const answers = useAnswers(api, user, id, value);
  const isSignedIn = useSession().user !== null;

  useEffect(() => {
    // What waited while the session was over goes out as soon as the person has signed in again.
    if (isSignedIn) void answers?.flush();
  }, [answers, isSignedIn]);

  useEffect(() => {
    if (value?.isOver && answers?.unconfirmed() === 0) {
      go(`/attempts/${id}/result`, true);
    }
  }, [value, answers, id]);

  if (!value || !answers) {
    return (
      <p className="hush" role="status">
        {problem instanceof Refused
          ? 'There is no such attempt.'
          : problem
            ? 'The exam can’t be loaded. Trying again …'
            : 'Loading the exam …'}
      </p>
    );
  }
  return (
    <>
      <div className="exam-head">
        <h1>{value.exam.title}</h1>
        <Clock attempt={value} onOver={reload} answers={answers} />
      </div>
      {value.isOver && (
        <p className="banner" role="status">
          The time is over. What is marked below came too late; it stays on this device.{' '}
          <Link href={`/attempts/${id}/result`}>To the result</Link>
        </p>
      )}
      <ol className="questions">
        {value.exam.questions.map((question, index) => (
          <QuestionCard
            key={question.id}
            question={question}
            number={index + 1}
            answers={answers}
            isOver={value.isOver}
          />
        ))}
      </ol>
      {!value.isOver && <HandIn api={api} attempt={value} answers={answers} />}
    </>
  );
}

/** The answers of the attempt, from its first load until the page goes elsewhere. */
function useAnswers(api: Api, user: string, id: number, attempt: Attempt | null): Answers | null {
  const [answers, setAnswers] = useState<Answers | null>(null);
  const isThere = attempt !== null;

  useEffect(() => {
    if (!isThere) return;
    const tabs = joinTabs(user, id);
    const made = new Answers({
      drafts: keptDrafts(user, id),
      save: (question, text, basedOn) => api.save(id, question, text, basedOn),
      announce: tabs.tell,
    });
    tabs.listen((question, answer) => made.receive(question, answer));
    const send = () => void made.flush();
    // Leaving, coming back and being online again are all good moments to send what waits.
    addEventListener('online', send);
    document.addEventListener('visibilitychange', send);
    setAnswers(made);
    return () => {
      removeEventListener('online', send);
      document.removeEventListener('visibilitychange', send);
      tabs.leave();
      made.close();
    };
  }, [api, user, id, isThere]);

  const [loaded, setLoaded] = useState<Answers | null>(null);
  useEffect(() => {
    if (!answers || !attempt) return;
    if (loaded === answers) {
      answers.refresh(attempt.answers);
    } else {
      void answers.load(attempt.answers).then(() => setLoaded(answers));
    }
  }, [answers, attempt, loaded]);
  return loaded === answers ? loaded : null;
}
