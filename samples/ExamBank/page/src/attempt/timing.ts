/** Milliseconds from the last key to the save. */
export const DEBOUNCE = 600;

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;

/** Milliseconds to wait after so many failures in a row: doubling, and random up to a half. */
export function backOff(tries: number): number {
  const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (tries - 1));
  return wait * (0.5 + Math.random() / 2);
}
