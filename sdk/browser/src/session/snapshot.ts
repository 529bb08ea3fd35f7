import type { Because } from './ending.js';
import type { SessionInfo } from './token.js';

/**
 * | state | meaning |
 * |---|---|
 * | `signed-out` | Nobody is signed in here: by choice, or never was. |
 * | `signing-in` | A sign-in of this tab is under way. |
 * | `active` | There is an access token that works. It is renewed behind the scenes. |
 * | `renewing` | A token is being fetched, and there is none that works meanwhile. |
 * | `expired` | The session is over, and nobody asked for that here; `endReason` says why. |
 * | `offline` | No token works, the server can't be reached, and the session is not lost. |
 */
export type State = 'signed-out' | 'signing-in' | 'active' | 'renewing' | 'expired' | 'offline';

/** What is known of a session at one moment; the same object until something changes. */
export interface Snapshot {
  readonly state: State;
  /** The session, as the server told with the newest token; null when there is none. */
  readonly session: SessionInfo | null;
  /** The user's id; null when nobody is signed in. */
  readonly user: string | null;
  /** Why the last session ended; null while there is one, and when there never was. */
  readonly endReason: string | null;
  /** What is about to end the session, while somebody warns of it; see `Session.warn`. */
  readonly ending: Because | null;
  /** Why renewing does not work at the moment; null when it does. */
  readonly trouble: string | null;
}

/** What a server renders: it knows nobody. */
export const NOTHING: Snapshot = {
  state: 'renewing',
  session: null,
  user: null,
  endReason: null,
  ending: null,
  trouble: null,
};
