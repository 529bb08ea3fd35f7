import { Refused, type Api, type Result } from '../api.js';
import { useLoaded } from '../loading.js';
import { go, Link } from '../routing.js';

const PASSED_FROM = 0.6;

export function ResultPage({ api, id }: { api: Api; id: number }) {
  const { value, problem } = useLoaded(() => api.result(id), `${id}`);
  if (value) {
    return <Marked result={value} />;
  }
  if (problem instanceof Refused && problem.name === 'still-running') {
    return (
      <>
        <h1>Still running</h1>
        <p>The result is there when you have handed in.</p>
        <button type="button" className="main" onClick={() => go(`/attempts/${id}`)}>
          Back to the exam
        </button>
      </>
    );
  }
  return (
    <p className="hush" role="status">
      {problem instanceof Refused
        ? 'There is no such result.'
        : problem
          ? 'The result can’t be loaded. Trying again …'
          : 'Loading the result …'}
    </p>
  );
}

function Marked({ result }: { result: Result }) {
  const share = result.points / result.maxPoints;
  return (
    <>
      <section className="card score" aria-labelledby="score-title">
        <h1 id="score-title">{result.title}</h1>
        <p className="points">
          {result.points} <span>of {result.maxPoints} points</span>
        </p>
        <progress value={result.points} max={result.maxPoints} aria-label="Points" />
        <p>
          {share >= PASSED_FROM
            ? 'Passed. Well done!'
            : 'Not passed this time. The explanations below help.'}
        </p>
        <Link href="/">All exams</Link>
      </section>
      <ol className="marked">
        {result.answers.map((answer) => (
          <li key={answer.id} className="card">
            <h2>{answer.question}</h2>
            <p className={answer.points === answer.maxPoints ? 'tag good' : 'tag'}>
              {answer.points} of {answer.maxPoints}
            </p>
            <dl>
              <dt>Your answer</dt>
              <dd>{answer.given ?? <em>None</em>}</dd>
              {answer.right !== null && answer.right !== answer.given && (
                <>
                  <dt>Right</dt>
                  <dd>{answer.right}</dd>
                </>
              )}
            </dl>
            <p className="quiet">{answer.explanation}</p>
          </li>
        ))}
      </ol>
    </>
  );
}
