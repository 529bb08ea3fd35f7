import type { Snapshot } from '../session/snapshot.js';

/** Whether somebody is signed in, as far as a page that shows their things is concerned. */
export interface Presence {
  readonly is: 'unknown' | 'in' | 'out';
  /** Whose things the page shows. */
  readonly user: string | null;
}

export const UNKNOWN: Presence = { is: 'unknown', user: null };
const OUT: Presence = { is: 'out', user: null };

/**
 * The presence after `before`, the same object unless it changed. One whose session expired while
 * the page was open is still there, so that what was typed is not lost while they sign in again.
 */
export function arriveAt(before: Presence, { user, state }: Snapshot): Presence {
  if (user !== null) {
    return before.is === 'in' && before.user === user ? before : { is: 'in', user };
  }
  const isOut = state === 'signed-out' || (state === 'expired' && before.is !== 'in');
  return isOut ? OUT : before;
}
