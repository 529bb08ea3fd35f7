/**
 * Why something did not work.
 *
 * | code | meaning |
 * |---|---|
 * | `sign_in_required` | Nobody is signed in, or the session is over; `reason` says why. |
 * | `session_changed` | Somebody else signed in while a call waited for its token. |
 * | `unreachable` | The server did not answer, or wants no requests now; the session is not lost. |
 * | `refused` | The server said no to a sign-in; `reason` names its problem. |
 * | `not_replayable` | An API refused the token, and the body can't be sent again. |
 * | `no_browser` | There is no browser here, as while a server renders. |
 */
export type ErrorCode =
  | 'sign_in_required'
  | 'session_changed'
  | 'unreachable'
  | 'refused'
  | 'not_replayable'
  | 'no_browser';

/** What the calls of a session reject with. */
export class TidelockError extends Error {
  constructor(
    readonly code: ErrorCode,
    /** An end reason, a problem of the server, or what went wrong on the way. */
    readonly reason = '',
    /** Seconds to wait before another try, where the server named them. */
    readonly retryAfter: number | null = null,
  ) {
    super(reason ? `${code}: ${reason}` : code);
    this.name = 'TidelockError';
  }
}
