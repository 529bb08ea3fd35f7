import { useMemo } from 'react';
import { apiOf } from './api.js';
import { AttemptPage } from './attempt/AttemptPage.js';
import { ExamList } from './exams/ExamList.js';
import { Frame } from './Frame.js';
import { ResultPage } from './result/ResultPage.js';
import { useRoute } from './routing.js';
import { useSession } from './session.js';
import { Sessions } from './sessions/Sessions.js';
import { SessionWarning } from './sessionWarning/SessionWarning.js';
import { SignIn } from './signIn/SignIn.js';

/** The site: who is signed in sees the page of the address, everybody else may sign in there. */
export function App() {
  const { client, state, user } = useSession();
  const api = useMemo(() => apiOf(client), [client]);
  const route = useRoute();

  if (state === 'signed-out' || state === 'signing-in' || state === 'expired') {
    return <SignIn />;
  }
  if (!user) {
    return (
      <p className="hush" role="status">
        {state === 'offline' ? 'The server can’t be reached. Trying again …' : 'One moment …'}
      </p>
    );
  }
  return (
    <Frame>
      {route.page === 'exams' && <ExamList api={api} user={user} />}
      {route.page === 'attempt' && (
        <AttemptPage key={`${user}.${route.id}`} api={api} user={user} id={route.id} />
      )}
      {route.page === 'result' && <ResultPage api={api} id={route.id} />}
      {route.page === 'sessions' && <Sessions />}
      <SessionWarning />
    </Frame>
  );
}
