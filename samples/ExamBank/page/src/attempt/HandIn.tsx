import { useRef, useState, useSyncExternalStore } from 'react';
import type { Api, Attempt } from '../api.js';
import { go } from '../routing.js';
import type { Answers } from './answers.js';

interface Props {
  api: Api;
  attempt: Attempt;
  answers: Answers;
}

/** Hands in, when every answer has arrived. */
export function HandIn({ api, attempt, answers }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const subscribe = (listener: () => void) => answers.subscribe(listener);
  const answered = useSyncExternalStore(subscribe, () => answers.answered());
  const all = attempt.exam.questions.length;

  const handIn = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await answers.flush();
      if (answers.unconfirmed() > 0) {
        setProblem('Some answers have not arrived yet. They are kept; try again in a moment.');
        return;
      }
      await api.handIn(attempt.id);
      go(`/attempts/${attempt.id}/result`, true);
    } catch {
      setProblem('The server can’t be reached. Nothing is lost; try again in a moment.');
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <div className="hand-in">
        <span className="quiet">
          {answered} of {all} answered
        </span>
        <button type="button" className="main" onClick={() => dialog.current?.showModal()}>
          Hand in
        </button>
      </div>
      <dialog ref={dialog} className="card" aria-labelledby="hand-in-title">
        <h2 id="hand-in-title">Hand in now?</h2>
        <p>
          {answered === all
            ? 'All questions are answered.'
            : `${all - answered} of ${all} questions have no answer yet.`}{' '}
          Nothing can be changed afterwards.
        </p>
        <p className="wrong" role="alert">
          {problem}
        </p>
        <div className="row">
          <button type="button" className="main" disabled={busy} onClick={() => void handIn()}>
            {busy ? 'Handing in …' : 'Hand in'}
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            Go on writing
          </button>
        </div>
      </dialog>
    </>
  );
}
