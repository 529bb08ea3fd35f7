import { SessionWarning, SignedIn, SignedOut, useSession } from '@tidelock/browser/react';
import { useMemo } from 'react';
import { apiOf } from './api.js';
import { AttemptPage } from './attempt/AttemptPage.js';
import { ExamList } from './exams/ExamList.js';
import { Frame } from './Frame.js';
import { useLastUser } from './lastUser.js';
import { ResultPage } from './result/ResultPage.js';
import { useRoute } from './routing.js';
import { Sessions } from './sessions/Sessions.js';
import { SignIn } from './signIn/SignIn.js';

/** The site: who is signed in sees the page of the address, everybody else may sign in there. */
export function App() {
  const { state, user } = useSession();
  const isUnknown = !user && (state === 'renewing' || state === 'offline');
  return (
    <>
      {isUnknown && <Waiting isOffline={state === 'offline'} />}
      <SignedOut>
        <SignIn />
      </SignedOut>
      <SignedIn>
        <Pages />
      </SignedIn>
      {/* It outlives the pages: whoever signs in again in it finds them as they were. */}
      <SessionWarning />
    </>
  );
}

function Pages() {
  const { client } = useSession();
  const user = useLastUser();
  const api = useMemo(() => apiOf(client), [client]);
  const route = useRoute();
  return (
    <Frame>
      {route.page === 'exams' && <ExamList api={api} user={user} />}
      {route.page === 'attempt' && (
        <AttemptPage key={`${user}.${route.id}`} api={api} user={user} id={route.id} />
      )}
      {route.page === 'result' && <ResultPage api={api} id={route.id} />}
      {route.page === 'sessions' && <Sessions />}
    </Frame>
  );
}

function Waiting({ isOffline }: { isOffline: boolean }) {
  return (
    <p className="hush" role="status">
      {isOffline ? 'The server can’t be reached. Trying again …' : 'One moment …'}
    </p>
  );
}
