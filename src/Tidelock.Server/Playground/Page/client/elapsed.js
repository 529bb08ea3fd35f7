// Measuring time without trusting any clock. The server says "renew in 680 seconds"; nobody ever
// compares its time of day with ours, which may be wrong by hours.

/**
 * Starts a stopwatch; calling it gives the seconds since then. It takes the larger of two
 * measures: the monotonic clock, which nobody can set but which stands still while some machines
 * sleep, and the time of day, which goes on while they sleep but may be set back. A clock that is
 * set forward makes a renewal early, which is harmless.
 * @param {number} [startedAt] a `Date.now()` of this machine, when another tab started it
 * @returns {() => number}
 */
export function stopwatch(startedAt = Date.now()) {
  const already = Math.max(0, Date.now() - startedAt);
  const dayStart = Date.now();
  const steadyStart = performance.now();
  return () => {
    const byDay = Date.now() - dayStart;
    const steady = performance.now() - steadyStart;
    return (already + Math.max(byDay, steady, 0)) / 1000;
  };
}

/**
 * Waits, or stops waiting when `signal` fires. Never rejects.
 * @param {number} seconds
 * @param {AbortSignal} [signal]
 */
export function wait(seconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(done, seconds * 1000);
    signal?.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
  });
}

/** First and longest pause between tries after a failure, in seconds. */
const FIRST_PAUSE = 1;
const LONGEST_PAUSE = 60;

/**
 * The pause before try number `failures` + 1: it doubles, and is drawn at random up to that bound
 * so that clients which failed together don't come back together.
 */
export function pauseAfter(failures) {
  const bound = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(failures, 10));
  return Math.max(FIRST_PAUSE / 2, Math.random() * bound);
}
