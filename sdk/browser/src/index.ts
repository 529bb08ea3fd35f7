/**
 * Keeps people signed in: one session for all tabs of a browser, renewed behind the scenes, bound
 * to the browser's key.
 *
 * @packageDocumentation
 */
export { createSession } from './session/session.js';
export type { Abilities, Call, Observation, Scope, Session, SignedOut } from './api.js';
export type { Because } from './session/ending.js';
export type { Credentials, Options } from './session/options.js';
export type { Snapshot, State } from './session/snapshot.js';
export type { SessionInfo } from './session/token.js';
export { TidelockError, type ErrorCode } from './errors.js';
