/** Screen readers hear what is left at these times, in seconds; above that every five minutes. */
const TIMES = [10, 30, 60, 120, 180, 240, 300];
const EVERY = 300;

/** Time that is left, rounded as people say it. */
export interface Rounded {
  readonly unit: 'minutes' | 'seconds';
  readonly count: number;
}

/**
 * What to announce when so many seconds are left and `before` were left at the last look: null when
 * nothing is due. A look may come late, as timers of a page in the background do; then only the
 * last of the times that were missed counts, and it tells what is really left.
 */
export function announcement(before: number, left: number): Rounded | null {
  const due = TIMES.find((time) => time >= left) ?? Math.ceil(left / EVERY) * EVERY;
  return left > 0 && due < before ? rounded(left) : null;
}

export const rounded = (left: number): Rounded =>
  left >= 60 ? { unit: 'minutes', count: Math.round(left / 60) } : { unit: 'seconds', count: left };

/** As a clock shows it: 4:05. */
export const clockFace = (left: number): string =>
  `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
