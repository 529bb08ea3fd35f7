// The page of an application: it has a session, and writes down what it sees of it.
import { createSession, type Observation, type Snapshot } from '../../src/index.js';

/** How often one looks for an event. */
const MOST_LOOKS = 50;

const snapshots: Snapshot[] = [];
const observations: Observation[] = [];
const required: string[] = [];

const hasWorker = new URLSearchParams(location.search).has('worker');

const session = createSession({
  onSignInRequired: (reason) => void required.push(reason),
  ...(hasWorker && { worker: () => new SharedWorker('/worker.js') }),
});
session.subscribe((snapshot) => void snapshots.push(snapshot));
session.observe((observation) => void observations.push(observation));

/** The claims of a token, for tests that look whose it is. */
const claimsOf = (token: string) =>
  JSON.parse(atob(token.split('.')[1]!.replace(/-/g, '+').replace(/_/g, '/')));

/** Calls the API of the application; gives the status. */
const ask = async () => (await session.fetch('/exam-api/questions')).status;

/** Settles when `condition` holds, or with an error after so many milliseconds. */
async function until(condition: () => unknown, patience = 20_000): Promise<void> {
  const since = performance.now();
  while (!condition()) {
    if (performance.now() - since > patience) {
      throw new Error(`${condition} does not come about; state ${session.state}.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The person's own events of this kind about one session, as soon as the server shows any. */
async function eventsOf(id: string, kind: string): Promise<unknown[]> {
  let found: { kind: string; session: string }[] = [];
  // The server shows an event once it is sealed, which takes a second.
  for (let tries = 0; tries < MOST_LOOKS && !found.length; tries++) {
    const answer = await session.fetch('/api/v1/auth/events?limit=200&wait=1');
    const { events } = await answer.json();
    found = events.filter((event: any) => event.kind === kind && event.session === id);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return found;
}

Object.assign(window, {
  session,
  snapshots,
  observations,
  required,
  claimsOf,
  ask,
  until,
  eventsOf,
});
