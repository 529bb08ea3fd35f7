import type { Environment } from '../environment.js';

/**
 * Starts a stopwatch, which gives the milliseconds since `startedAt` (a time of day of this
 * machine). Of two measures it takes the larger: the steady one stands still while some machines
 * sleep, the time of day may be set back. A clock that is set forward makes a renewal early, which
 * harms nobody. No time of the server is ever compared with ours.
 */
export function stopwatch(environment: Environment, startedAt = environment.now()): () => number {
  const [day, steady] = [environment.now(), environment.steady()];
  const already = Math.max(0, day - startedAt);
  return () => already + Math.max(environment.now() - day, environment.steady() - steady, 0);
}

/** First and longest pause after a failure, in milliseconds. */
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 60_000;

/**
 * The pause after so many failures: it doubles, and is drawn from half of that to all of it, so
 * that clients that failed together don't come back together.
 */
export function pauseAfter(failures: number, random: number): number {
  const bound = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(failures - 1, 10));
  return bound * (0.5 + random / 2);
}

/** Waits, or until `signal` fires. */
export function wait(
  environment: Environment,
  milliseconds: number,
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const callOff = environment.after(milliseconds, resolve);
    signal?.addEventListener('abort', () => resolve(callOff()));
  });
}
