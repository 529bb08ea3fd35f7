import { useSyncExternalStore } from 'react';
import type { Question } from '../api.js';
import type { Answers, Shown } from './answers.js';

/** Characters of a written answer, as the server takes them. */
const MAX_TEXT = 4000;

const STATUS: Record<Shown['status'], string> = {
  empty: '',
  saved: 'Saved',
  saving: 'Saving …',
  waiting: 'Kept here, will be sent',
  conflict: 'Changed in another tab too',
  late: 'Not sent in time',
  refused: 'Not accepted',
};

interface Props {
  question: Question;
  number: number;
  answers: Answers;
  isOver: boolean;
}

export function QuestionCard({ question, number, answers, isOver }: Props) {
  const subscribe = (listener: () => void) => answers.subscribe(listener);
  const shown = useSyncExternalStore(subscribe, () => answers.shown(question.id));
  const name = `question-${question.id}`;

  return (
    <li className="card question" id={name}>
      <fieldset disabled={isOver}>
        <legend>
          <span className="number" aria-hidden="true">
            {number}
          </span>
          <span id={`${name}-text`}>{question.text}</span>
        </legend>
        {question.options ? (
          question.options.map((option, index) => (
            <label key={option} className="option">
              <input
                type="radio"
                name={name}
                checked={shown.text === `${index}`}
                onChange={() => answers.edit(question.id, `${index}`)}
              />
              <span>{option}</span>
            </label>
          ))
        ) : (
          <textarea
            aria-labelledby={`${name}-text`}
            rows={4}
            maxLength={MAX_TEXT}
            value={shown.text}
            onChange={(event) => answers.edit(question.id, event.target.value)}
          />
        )}
      </fieldset>
      {shown.status === 'conflict' && (
        <Choice question={question} shown={shown} answers={answers} />
      )}
      <p className="foot">
        <span className="quiet">
          {question.points} {question.points === 1 ? 'point' : 'points'}
        </span>
        <span className={`status ${shown.status}`} role="status">
          {shown.why ?? STATUS[shown.status]}
        </span>
      </p>
    </li>
  );
}

/** Two tabs wrote different things: nothing is thrown away before the person has chosen. */
function Choice(props: { question: Question; shown: Shown; answers: Answers }) {
  const { question, shown, answers } = props;
  const text = (answer: string) => question.options?.[Number(answer)] ?? answer;
  return (
    <div className="choice" role="group" aria-label="Two versions">
      <p>
        The other tab has: <q>{shown.other === '' ? 'no answer' : text(shown.other ?? '')}</q>
      </p>
      <div className="row">
        <button type="button" onClick={() => answers.choose(question.id, 'mine')}>
          Keep this one
        </button>
        <button type="button" onClick={() => answers.choose(question.id, 'theirs')}>
          Take the other
        </button>
      </div>
    </div>
  );
}
