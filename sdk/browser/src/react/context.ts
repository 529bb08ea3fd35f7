import { createContext, createElement, useContext, useState, type ReactNode } from 'react';
import { useSyncExternalStore } from 'react';
import type { Session } from '../api.js';
import { NOTHING, type Snapshot } from '../session/snapshot.js';
import { arriveAt, UNKNOWN, type Presence } from './presence.js';

interface Provided {
  session: Session;
  snapshot: Snapshot;
  presence: Presence;
}

const Context = createContext<Provided | null>(null);

/** While a server renders, and in the first render of a page that it rendered, nobody is known. */
const whileServing = () => NOTHING;

export interface TidelockProviderProps {
  /** Made once, outside of components, with `createSession`. */
  session: Session;
  children?: ReactNode;
}

/** Gives the session to the hooks and components below it. */
export function TidelockProvider({ session, children }: TidelockProviderProps) {
  const snapshot = useSyncExternalStore(session.subscribe, session.snapshot, whileServing);
  const [kept, keep] = useState({ session, presence: UNKNOWN });
  const before = kept.session === session ? kept.presence : UNKNOWN;
  const presence = arriveAt(before, snapshot);
  if (presence !== kept.presence || session !== kept.session) {
    keep({ session, presence });
  }
  return createElement(Context.Provider, { value: { session, snapshot, presence } }, children);
}

/** What the provider above gives. */
export function useProvided(): Provided {
  const provided = useContext(Context);
  if (!provided) {
    throw new Error('There is no <TidelockProvider> above this component.');
  }
  return provided;
}
