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

/** A request to an API, made with any client; see `Session.call`. */
export interface Call<T> {
  /** Absolute, or relative to the origin of the page. */
  url: string;
  /**
   * Sends the request, with this access token; with none where the origin is not one of
   * `Options.apis`. Called once more after a renewal when the API refused the token.
   */
  send(token: string | null): Promise<T>;
  /** Whether the API refused the token: 401. */
  isRefused(result: T): boolean;
  /** Whether `send` can be called again. Default: true. */
  canRepeat?: boolean;
}

/** Something that was measured; see `Session.observe`. Times in milliseconds. */
export type Observation =
  /** Waited for the lock of all tabs, or for the token of whoever had it. */
  | { kind: 'lock'; took: number }
  /** Asked the server for a new token. */
  | {
      kind: 'renewal';
      took: number;
      outcome: 'renewed' | 'ended' | 'replaced' | 'later';
      why?: string | undefined;
    }
  /** Another tab's new token arrived here, so long after it had arrived there. */
  | { kind: 'delivery'; took: number };

/** What of a browser a session may use here. */
export interface Abilities {
  /** Web Locks; without them tabs may renew at the same time. */
  locks: boolean;
  /** BroadcastChannel; without it each tab renews for itself. */
  channel: boolean;
  /** Storage; without it a page that starts has to ask the server who is signed in. */
  storage: boolean;
  /** A key of this browser; without it a stolen cookie can be used. Undefined: not known yet. */
  key: boolean | undefined;
}

/**
 * One person's session in this browser, shared by its tabs. Made without any work; that begins with
 * its first use.
 */
export interface Session {
  /** The server's public URL, without a slash at its end. */
  server(): string;
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
  /** The access token at hand if it works, and null otherwise. Neither renews nor waits. */
  peekAccessToken(): string | null;
  /**
   * As the browser's `fetch`, with the access token for the origins in `Options.apis`. Refused with
   * 401, it renews and tries once more.
   */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
  /** The same for a request that is made with another client; adapters are made of it. */
  call<T>(call: Call<T>): Promise<T>;
  /**
   * "Stay signed in": tells the server that the person is here.
   * @returns the session with its new times, confirmed by the server
   */
  stay(): Promise<SessionInfo>;
  /** Milliseconds until the session ends if the person does nothing more; null without one. */
  endsIn(): number | null;
  /**
   * Says that this page warns of the end, `before` seconds before it (default: 300): from then on
   * `Snapshot.ending` tells that it is near, and while it does, only `stay` keeps the session, no
   * other input. Until the result is called.
   */
  warn(before?: number): () => void;
  /** Calls `observer` with each measurement, until the result is called. */
  observe(observer: (observation: Observation) => void): () => void;
  /** What the session may use of this browser. */
  abilities(): Abilities;
  /** How many tabs of this browser share the session's channel; those that sleep don't count. */
  countTabs(): Promise<number>;
  /** Lets go of everything. The session of the browser stays. */
  close(): void;
}
