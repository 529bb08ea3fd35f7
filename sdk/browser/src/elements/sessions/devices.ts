import type { Session } from '../../api.js';

/** Sessions that are shown at most; the server may be set to allow one person a thousand. */
const MOST_SHOWN = 50;

/** How long the server has to answer, in milliseconds. */
const PATIENCE = 10_000;

/** A session of the person who is signed in, as the server lists it. */
export interface Device {
  readonly id: string;
  readonly current: boolean;
  readonly browser: string;
  readonly os: string;
  readonly address: string | null;
  readonly place: string | null;
  /** ISO 8601. */
  readonly createdAt: string;
  /** ISO 8601. */
  readonly lastUsedAt: string;
  readonly bound: boolean;
  readonly endedAt: string | null;
}

export interface Devices {
  /** Those that live, this one first. */
  readonly shown: readonly Device[];
  /** How many there are besides. */
  readonly more: number;
}

/**
 * Asks the server where the person is signed in.
 * @throws what `Session.fetch` throws, and an Error when the answer is none of the server's
 */
export async function loadDevices(session: Session): Promise<Devices> {
  const response = await ask(session, '');
  const { sessions } = (await response.json()) as { sessions?: Device[] };
  if (!response.ok || !Array.isArray(sessions)) {
    throw new Error(`${response.status}`);
  }
  const live = sessions
    .filter(({ endedAt }) => !endedAt)
    .sort((one, other) => Number(other.current) - Number(one.current));
  return { shown: live.slice(0, MOST_SHOWN), more: Math.max(0, live.length - MOST_SHOWN) };
}

/** Ends one; one that is over already is as good. */
export async function endDevice(session: Session, id: string): Promise<void> {
  const response = await ask(session, `/${encodeURIComponent(id)}`, 'DELETE');
  if (!response.ok && response.status !== 404) {
    throw new Error(`${response.status}`);
  }
}

const ask = (session: Session, path: string, method = 'GET') =>
  session.fetch(`${session.server()}/api/v1/auth/tokens${path}`, {
    method,
    cache: 'no-store',
    signal: AbortSignal.timeout(PATIENCE),
  });
