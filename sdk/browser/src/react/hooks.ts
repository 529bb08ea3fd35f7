import { useEffect, useMemo, useState } from 'react';
import type { Session } from '../api.js';
import type { Because } from '../session/ending.js';
import type { Snapshot } from '../session/snapshot.js';
import type { SessionInfo } from '../session/token.js';
import { follow, NOBODY } from '../elements/warning/view.js';
import { useProvided } from './context.js';

/** What is known of the session, and what can be done with it. */
export type UsedSession = Snapshot &
  Pick<Session, 'signIn' | 'signOut' | 'stay' | 'getAccessToken' | 'fetch'> & {
    /** The session object, for all else. It is the same at all times. */
    readonly client: Session;
  };

/** The session; renders anew when it changes. */
export function useSession(): UsedSession {
  const { session, snapshot } = useProvided();
  return useMemo(() => {
    const { signIn, signOut, stay, getAccessToken, fetch } = session;
    return { ...snapshot, signIn, signOut, stay, getAccessToken, fetch, client: session };
  }, [session, snapshot]);
}

/**
 * A function that gives an access token that works. It stays the same, and the component does not
 * render anew for new tokens.
 */
export function useAccessToken(): () => Promise<string> {
  return useProvided().session.getAccessToken;
}

export interface UseSessionWarningOptions {
  /** How long before the end to warn, in seconds. Default: 300. */
  before?: number;
}

/** The end of the session, as far as it is near. */
export interface UsedWarning {
  /** What is about to end it; null when no end is near. */
  ending: Because | null;
  /** Whole seconds until then; null when no end is near. */
  secondsLeft: number | null;
  /** When that is on this machine's clock, to the second; null when no end is near. */
  endsAt: Date | null;
  /** "Stay signed in"; resolves when the server has confirmed it. */
  stay: () => Promise<SessionInfo>;
}

/**
 * Warns of the end of the session, for a dialog of the application's own. As long as it is mounted
 * and the end is near, only `stay` keeps the session, no other input, and it renders anew each
 * second.
 */
export function useSessionWarning({ before }: UseSessionWarningOptions = {}): UsedWarning {
  const { session, snapshot } = useProvided();
  const [last, watch] = useState(NOBODY);
  const watched = follow(last, snapshot);
  if (
    watched.view !== last.view ||
    watched.user !== last.user ||
    watched.idleUntil !== last.idleUntil
  ) {
    watch(watched);
  }
  const ending = watched.view === 'idle' || watched.view === 'absolute' ? watched.view : null;
  const [end, setEnd] = useState<{ left: number; at: number } | null>(null);

  useEffect(() => session.warn(before), [session, before]);

  useEffect(() => {
    if (!ending) {
      return;
    }
    let timer: ReturnType<typeof setTimeout>;
    const look = () => {
      const rest = session.endsIn();
      if (rest !== null) {
        setEnd({ left: Math.ceil(rest / 1000), at: toSecond(Date.now() + rest) });
      }
      timer = setTimeout(look, (rest ?? 0) % 1000 || 1000);
    };
    look();
    return () => {
      clearTimeout(timer);
      setEnd(null);
    };
  }, [session, ending]);

  const at = end?.at;
  const endsAt = useMemo(() => (at === undefined ? null : new Date(at)), [at]);
  return { ending, secondsLeft: end && end.left, endsAt, stay: session.stay };
}

const toSecond = (milliseconds: number) => Math.round(milliseconds / 1000) * 1000;
