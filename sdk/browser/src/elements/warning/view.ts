import type { Snapshot } from '../../session/snapshot.js';

/**
 * | view | shows |
 * |---|---|
 * | `nothing` | No dialog. |
 * | `idle` | The session ends for want of activity, unless the person stays. |
 * | `absolute` | It ends because of its age. |
 * | `sign-in` | It is over: sign in again in place. |
 * | `stranger` | Another person than before signed in while a dialog was open. |
 */
export type View = 'nothing' | 'idle' | 'absolute' | 'sign-in' | 'stranger';

export interface Watched {
  readonly view: View;
  /** Whose page it is: the one who was signed in last; null as long as nobody was. */
  readonly user: string | null;
  /** The end for want of activity that was told last; ISO 8601. */
  readonly idleUntil?: string;
}

export const NOBODY: Watched = { view: 'nothing', user: null };

/**
 * What to show after what was shown. A page that nobody was signed in to has its own way of signing
 * in, so that nothing is offered there; and while the session is renewed, a sign-in is under way or
 * the server is out of reach, what is shown stays.
 */
export function follow(before: Watched, { state, user, ending, session }: Snapshot): Watched {
  if (user !== null) {
    const isOther = before.user !== null && before.user !== user;
    if (isOther && before.view !== 'nothing') {
      return { view: 'stranger', user: before.user };
    }
    const idleUntil = session!.idleExpiresAt;
    // Somebody is there, but the server has not said yet that they stay.
    const isUnconfirmed = before.view === 'idle' && before.idleUntil === idleUntil;
    return { view: ending ?? (isUnconfirmed ? 'idle' : 'nothing'), user, idleUntil };
  }
  switch (state) {
    case 'signed-out':
      return before.view === 'stranger' ? before : NOBODY;
    case 'expired':
      return before.user === null || before.view === 'stranger'
        ? before
        : { ...before, view: 'sign-in' };
    default:
      return before;
  }
}
