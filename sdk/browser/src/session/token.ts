import { attempt } from '../attempt.js';
import type { Environment } from '../environment.js';
import { stopwatch } from './elapsed.js';

/** A session as the server tells of it. Its times are the server's and never compared with ours. */
export interface SessionInfo {
  readonly id: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** When it ends whatever happens; ISO 8601. */
  readonly expiresAt: string;
  /** When it ends if the person does nothing until then; ISO 8601. */
  readonly idleExpiresAt: string;
  readonly remembered: boolean;
  /** Bound to this browser's key. */
  readonly bound: boolean;
}

/** The body of the server's answer to a sign-in and to a renewal. */
export interface Grant {
  readonly accessToken: string;
  /** Seconds from the answer for which APIs accept the token. */
  readonly expiresIn: number;
  /** Seconds from the answer after which to renew. */
  readonly refreshAt: number;
  readonly session: SessionInfo;
}

/** An access token and its user's id. */
export interface Token {
  text: string;
  user: string;
}

/** An access token in the hands of a tab. */
export interface Held extends Grant {
  /** The user's id. */
  readonly user: string;
  /** The generation of the refresh token that came with it. */
  readonly generation: number;
  /** The server's time of day when it was issued, in milliseconds. */
  readonly issuedAt: number;
  /** This machine's time of day when a tab received it. */
  readonly receivedAt: number;
  /** Milliseconds since a tab received it. */
  age(): number;
}

/** A grant that arrived at `receivedAt`; null when it is none of ours. */
export function hold(
  environment: Environment,
  grant: Grant,
  receivedAt = environment.now(),
): Held | null {
  const claims = claimsOf(grant?.accessToken);
  const { session, expiresIn, refreshAt } = grant ?? {};
  const isWhole =
    claims &&
    session?.id &&
    Math.min(
      claims.iat,
      expiresIn,
      refreshAt,
      Date.parse(session.idleExpiresAt),
      Date.parse(session.expiresAt),
    ) > 0;
  return isWhole
    ? {
        ...grant,
        user: claims.sub,
        generation: claims.gen ?? 0,
        issuedAt: claims.iat * 1000,
        receivedAt,
        age: stopwatch(environment, receivedAt),
      }
    : null;
}

/** Whether APIs still accept it, as far as can be known here. */
export const works = (held: Held | null | undefined): held is Held =>
  !!held && held.age() < held.expiresIn * 1000;

/** Milliseconds until it is due for renewal; 0 when it is. */
export const dueIn = (held: Held): number => Math.max(0, held.refreshAt * 1000 - held.age());

/**
 * Whether `offered` is news to one who has `held`, of the same session. No times of the server are
 * compared.
 */
export const isNewer = (offered: Held, held: Held): boolean =>
  offered.generation > held.generation ||
  (offered.generation === held.generation && offered.receivedAt > held.receivedAt);

const claimsOf = (token: unknown): { sub: string; gen?: number; iat: number } | undefined =>
  attempt(() => {
    const claims = JSON.parse(
      atob((token as string).split('.')[1]!.replace(/-/g, '+').replace(/_/g, '/')),
    );
    return typeof claims.sub === 'string' ? claims : undefined;
  });
