import { TidelockError } from '@tidelock/browser';
import { useSession } from '@tidelock/browser/react';
import { useState, type FormEvent } from 'react';
import { reasonText } from './reasons.js';

/** The accounts that `./tidelock demo` makes. A real site has no such list, of course. */
const DEMO = [
  { username: 'alice', password: 'tide-alice-demo' },
  { username: 'bob', password: 'tide-bob-demo' },
];

export function SignIn() {
  const { client, state, endReason } = useSession();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [remember, setRemember] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const why = state === 'expired' ? reasonText(endReason) : null;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(null);
    try {
      await client.signIn({ username, password, remember });
    } catch (failure) {
      setProblem(explain(failure));
    }
  };

  return (
    <main className="door">
      <form className="card" onSubmit={submit} aria-labelledby="door-title">
        <img src="/mark.svg" alt="" width="52" height="52" />
        <h1 id="door-title">ExamBank</h1>
        <p className="quiet">{why ?? 'Short exams about water, diving and data.'}</p>
        {why && <p className="quiet">Your answers are kept. Sign in and go on where you were.</p>}
        <label>
          User name
          <input
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            value={username}
            onChange={(event) => setUsername(event.target.value)}
          />
        </label>
        <label>
          Password
          <input
            name="password"
            type="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </label>
        <label className="check">
          <input
            type="checkbox"
            checked={remember}
            onChange={(event) => setRemember(event.target.checked)}
          />
          Stay signed in on this device
        </label>
        <p className="wrong" role="alert">
          {problem}
        </p>
        <button type="submit" className="main" disabled={state === 'signing-in'}>
          {state === 'signing-in' ? 'Signing in …' : 'Sign in'}
        </button>
        <div className="hints">
          <span className="quiet">Demo accounts</span>
          {DEMO.map((account) => (
            <button
              key={account.username}
              type="button"
              className="chip"
              onClick={() => {
                setUsername(account.username);
                setPassword(account.password);
              }}
            >
              {account.username}
            </button>
          ))}
        </div>
      </form>
    </main>
  );
}

function explain(failure: unknown): string {
  if (!(failure instanceof TidelockError)) {
    return 'That did not work. Please try again.';
  }
  if (failure.code === 'unreachable') {
    const wait = failure.retryAfter;
    return wait
      ? `Too many tries, or too much to do. Try again in ${wait} seconds.`
      : 'The server can’t be reached. Try again in a moment.';
  }
  return failure.reason === 'account-disabled'
    ? 'This account is disabled.'
    : 'Name or password is wrong.';
}
