// One renewal, from the first request to a verdict, by the rules every client must follow. This is
// the part of the page to copy: docs/guide/without-an-sdk.md says why each rule is there.

import { send } from './answer.js';
import { noteNonce, proof } from './device-key.js';
import { wait } from './elapsed.js';

const PATH = '/api/v1/auth/refresh';

/** Tries within one renewal. Each 409 waits a second, and the newer cookie is a moment away. */
const MOST_TRIES = 8;

/** Nonces asked for within one renewal; when a fresh one does not help, another won't either. */
const MOST_NONCES = 2;

/** Wait after a 409 that names no time, in seconds. */
const SUPERSEDED_PAUSE = 1;

/**
 * @typedef {{kind: 'renewed', answer: any}
 *   | {kind: 'ended', reason: string}
 *   | {kind: 'replaced'}
 *   | {kind: 'later', after: number|null, why: string}} Verdict
 * `ended`: the session is over, ask the user to sign in, and say why.
 * `replaced`: this browser's cookie belongs to another session by now.
 * `later`: nothing was decided and nothing is lost; try again, not before `after` seconds.
 */

/**
 * Renews the token.
 * @param {{key: CryptoKeyPair|null, sid: string|null, idleFor: number, signal?: AbortSignal}} ask
 * @returns {Promise<Verdict>}
 */
export async function renew(ask) {
  let nonces = 0;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const answer = await present(ask);
    if (answer.kind === 'lost') {
      return { kind: 'later', after: null, why: 'no-answer' };
    }
    noteNonce(answer);
    if (answer.kind === 'ok') {
      return { kind: 'renewed', answer: answer.body };
    }
    switch (answer.name) {
      case 'superseded':
        // Another tab was faster and its cookie is on the way: the next try carries the newer one.
        await wait(answer.retryAfter ?? SUPERSEDED_PAUSE, ask.signal);
        break;
      case 'use-dpop-nonce':
        if (++nonces > MOST_NONCES || !ask.key) {
          return { kind: 'later', after: answer.retryAfter, why: answer.name };
        }
        break;
      case 'session-mismatch':
        return { kind: 'replaced' };
      case 'sign-in-required':
        return { kind: 'ended', reason: answer.problem.reason ?? 'invalid_token' };
      default:
        // Too many requests, overload, a store that is away: a failure never signs anyone out.
        return { kind: 'later', after: answer.retryAfter, why: answer.name };
    }
  }
  return { kind: 'later', after: null, why: 'superseded' };
}

async function present({ key, sid, idleFor, signal }) {
  const headers = {
    ...(key ? { DPoP: await proof(key, 'POST', PATH) } : {}),
    // Says which session is meant, so that a cookie of somebody else is never renewed by mistake.
    ...(sid ? { 'X-Tidelock-Session': sid } : {}),
  };
  return send(PATH, { headers, body: { idleFor: Math.floor(idleFor) }, signal });
}
