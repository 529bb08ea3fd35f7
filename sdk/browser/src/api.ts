import type { Credentials } from './session/options.js';
import type { Snapshot, State } from './session/snapshot.js';
import type { SessionInfo } from './session/token.js';

/** Whom a sign-out concerns. */
export type Scope = 'here' | 'others' | 'everywhere';

/** What came of a sign-out. Here it holds in any case: this browser renews the session no more. */
export interface SignedOut {
  /** False while the server has not heard of it; the request is repeated until it has. */
  confirmed: boolean;
  /** Sessions that ended, where the scope is more than this browser. */
  ended?: number;
}

/**
 * One person's session in this browser, shared by its tabs. Made without any work; that begins with
 * its first use.
 */
export interface Session {
  /** What is known now; the same object until something changes. */
  snapshot(): Snapshot;
  readonly state: State;
  readonly endReason: string | null;
  /**
   * Calls `listener` after each change, until the result is called.
   */
  subscribe(listener: (snapshot: Snapshot) => void): () => void;
  /**
   * Signs in.
   * @throws TidelockError `refused` with the server's problem, or `unreachable`.
   */
  signIn(credentials: Credentials): Promise<SessionInfo>;
  /**
   * Signs out, in this browser unless `scope` says else.
   * @throws TidelockError when others should be signed out and that did not work.
   */
  signOut(options?: { scope?: Scope }): Promise<SignedOut>;
  /**
   * An access token that works; renewed first where that is needed.
   * @throws TidelockError `sign_in_required` or `unreachable`.
   */
  getAccessToken(): Promise<string>;
  /**
   * As the browser's `fetch`, with the access token for the origins in `Options.apis`. Refused with
   * 401, it renews and tries once more.
   */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
  /**
   * "Stay signed in": tells the server that the person is here.
   * @returns the session with its new times, confirmed by the server
   */
  stay(): Promise<SessionInfo>;
  /** Lets go of everything. The session of the browser stays. */
  close(): void;
}
