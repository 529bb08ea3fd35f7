import { createSession, type Session, type Snapshot } from '@tidelock/browser';
import { createContext, createElement, useContext, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';

const Current = createContext<Session | null>(null);

/** The site's session, and what is known of it now. */
export interface UsedSession extends Snapshot {
  readonly client: Session;
}

/** A session of this browser at the Tidelock server whose URL the site's own API tells. */
export async function findSession(): Promise<Session> {
  const answer = await fetch('/settings.json');
  const { tidelock } = (await answer.json()) as { tidelock: string };
  return createSession({ server: tidelock, apis: [location.origin, tidelock] });
}

export function SessionProvider(props: { session: Session; children: ReactNode }) {
  return createElement(Current.Provider, { value: props.session }, props.children);
}

/** The session; the component is drawn anew when it changes. */
export function useSession(): UsedSession {
  const client = useContext(Current)!;
  const snapshot = useSyncExternalStore(client.subscribe, client.snapshot);
  return { ...snapshot, client };
}
