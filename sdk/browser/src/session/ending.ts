import type { Activity } from './activity.js';
import type { Held } from './token.js';

/** What ends a session: nobody there for too long, or its age. */
export type Because = 'idle' | 'absolute';

/**
 * Where the person did something since the last renewal, a session that would end for want of
 * activity is renewed once more so long before, in milliseconds. A session with a short life is
 * renewed at half of it.
 */
const LAST_CALL = 300_000;

/** A warning gives people at least so long, in milliseconds (WCAG 2.2.1). */
const SHORTEST_WARNING = 20_000;

/** When a session should have ended, the server is asked so much later; milliseconds. */
const SURELY_OVER = 1500;

/**
 * Knows when the session of a tab ends, and when to warn of it. The server's times are compared
 * with the time at which it issued the token, never with this machine's clock.
 */
export interface Ending {
  /** Milliseconds until it ends; 0 when it has. */
  left(held: Held): number;
  /** What is about to end it; null as long as no warning is due, or nobody shows one. */
  near(held: Held): Because | null;
  /** Milliseconds until it has to be renewed because of its end; 0 when that is due. */
  dueIn(held: Held): number;
  /** Milliseconds until a warning is due. */
  nearIn(held: Held): number;
  /** Somebody shows a warning, so many milliseconds before the end, until the result is called. */
  warn(before: number): () => void;
}

export function endingOf(activity: Activity): Ending {
  const warnings = new Set<{ before: number }>();
  /** The session, and the longest that it was seen to last without activity. */
  let [of, longest] = ['', 0];

  const until = (held: Held, at: string) => Date.parse(at) - held.issuedAt - held.age();
  const idle = (held: Held) => until(held, held.session.idleExpiresAt);
  const absolute = (held: Held) => until(held, held.session.expiresAt);
  /** Below 0 when it is over. */
  const left = (held: Held) => Math.min(idle(held), absolute(held));

  /** The person did something of which the server does not know, and which keeps the session. */
  const isUntold = (held: Held) => idle(held) < absolute(held) && activity.since() < held.age();

  /** Milliseconds until the end is near. */
  const nearIn = (held: Held): number => {
    if (of !== held.session.id) {
      [of, longest] = [held.session.id, 0];
    }
    longest = Math.max(longest, idle(held) + held.age());
    const asked = Math.max(0, ...[...warnings].map(({ before }) => before));
    const lead =
      idle(held) < absolute(held)
        ? Math.min(asked || LAST_CALL, Math.max(SHORTEST_WARNING, longest / 2))
        : asked;
    return Math.max(0, left(held) - lead);
  };

  return {
    left: (held) => Math.max(0, left(held)),
    near: (held) =>
      !warnings.size || nearIn(held) || isUntold(held)
        ? null
        : idle(held) < absolute(held)
          ? 'idle'
          : 'absolute',
    dueIn: (held) => (isUntold(held) ? nearIn(held) : Math.max(0, left(held) + SURELY_OVER)),
    nearIn: (held) => (warnings.size ? nearIn(held) : Infinity),
    warn(before) {
      const warning = { before };
      warnings.add(warning);
      return () => void warnings.delete(warning);
    },
  };
}
