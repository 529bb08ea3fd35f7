import { SessionList, useSession } from '@tidelock/browser/react';
import { useState } from 'react';

/** Where the person is signed in, and the ways to change that. */
export function Sessions() {
  const { session, signOut } = useSession();
  const [problem, setProblem] = useState<string | null>(null);

  const leaveAll = async () => {
    setProblem(null);
    try {
      await signOut({ scope: 'everywhere' });
    } catch {
      setProblem('That did not work: the server can’t be reached. Please try again.');
    }
  };

  return (
    <>
      <h1>Where you are signed in</h1>
      <p className="quiet">
        {session?.bound
          ? 'This session is bound to this browser: a copied cookie is worth nothing elsewhere.'
          : 'This browser keeps no key, so this session is not bound to it.'}
      </p>
      <SessionList />
      <div className="row">
        <button type="button" onClick={() => void leaveAll()}>
          Sign out everywhere
        </button>
      </div>
      <p className="wrong" role="alert">
        {problem}
      </p>
    </>
  );
}
