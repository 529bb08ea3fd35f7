import type { Environment } from '../environment.js';
import type { Observation } from '../api.js';
import type { Server } from '../http/server.js';
import { wait } from './elapsed.js';
import type { Grant } from './token.js';

/** Tries within one renewal. Each 409 waits a second, and the newer cookie is a moment away. */
const MOST_TRIES = 8;

/** The longest that one waits for the newer cookie before the next try, in seconds. */
const SUPERSEDED_PAUSE = 2;

/**
 * Longest that one renewal goes on trying, in milliseconds: the rest of the page waits for its
 * turn.
 */
const LONGEST = 20_000;

export interface Wish {
  /** The session that this tab believes to renew. */
  session?: string | undefined;
  /** Whether it only is written down that there is that session. */
  isGuess?: boolean;
  /** Whether that one is bound to the browser's key. */
  bound: boolean;
  /** Seconds since the person last did something. */
  idleFor: number;
}

/**
 * What came of a renewal. `ended`: sign in again, and say why. `replaced`: the cookie is another
 * session's by now. `later`: nothing was decided and nothing is lost.
 */
export type Verdict =
  | { kind: 'renewed'; grant: Grant }
  | { kind: 'ended'; why: string }
  | { kind: 'replaced'; why: string; retryAfter: null }
  | { kind: 'later'; why: string; retryAfter: number | null };

/** Whether the cookie is another session's, or will be once a sign-in has its answer. */
export const isReplaced = ({ kind, why }: Verdict & { why?: string }): boolean =>
  kind === 'replaced' || why === 'replaced_by_sign_in';

/** Renews, from the first request to a verdict, and lets `observe` know of it. */
export async function renew(
  environment: Environment,
  server: Server,
  wish: Wish,
  observe: (observation: Observation) => void,
): Promise<Verdict> {
  const began = environment.steady();
  const verdict: Verdict & { why?: string } = await decide(environment, server, wish);
  const { kind, why } = verdict;
  observe({ kind: 'renewal', took: environment.steady() - began, outcome: kind, why });
  return verdict;
}

/** Asks until there is a verdict, by the rules that every client follows. */
async function decide(environment: Environment, server: Server, wish: Wish): Promise<Verdict> {
  const began = environment.steady();
  let last: Verdict = { kind: 'later', why: 'superseded', retryAfter: null };
  for (let tries = 0; tries < MOST_TRIES && environment.steady() - began < LONGEST; tries++) {
    const message = {
      body: { idleFor: wish.idleFor },
      ...(wish.session && { headers: { 'X-Tidelock-Session': wish.session } }),
    };
    const answer = await (wish.bound
      ? server.prove('/auth/refresh', 'renewal', message)
      : server.send('/auth/refresh', message));
    if (answer.kind === 'ok') {
      return { kind: 'renewed', grant: answer.body };
    }
    if (answer.kind === 'lost') {
      return { kind: 'later', why: answer.why, retryAfter: null };
    }
    const { name, reason, retryAfter } = answer;
    if (name === 'sign-in-required') {
      return { kind: 'ended', why: reason ?? 'invalid_token' };
    }
    // What is written down may be no session at all.
    if (name === 'session-mismatch' || (answer.status === 400 && wish.isGuess)) {
      return { kind: 'replaced', why: name, retryAfter: null };
    }
    // Too many requests, overload, a store that is away: a failure never signs anyone out.
    last = { kind: 'later', why: name || `http-${answer.status}`, retryAfter };
    if (name !== 'superseded') {
      break;
    }
    // Another tab was faster, and its cookie is on the way: the next try carries the newer one.
    await wait(environment, Math.min(retryAfter ?? 1, SUPERSEDED_PAUSE) * 1000);
  }
  return last;
}
