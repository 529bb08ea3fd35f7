/** How many of the last numbers the percentiles are made of. */
const MOST_KEPT = 256;

/** The times of one kind, in whole milliseconds; `count` is of all that were seen. */
export interface Times {
  count: number;
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

/** The last numbers that were seen, in bounded memory. */
export interface Series {
  add(number: number): void;
  times(): Times;
}

export function series(): Series {
  const kept: number[] = [];
  let count = 0;
  return {
    add(number) {
      // What another script says may be none.
      if (Number.isFinite(number)) {
        kept[count++ % MOST_KEPT] = number;
      }
    },
    times() {
      const sorted = [...kept].sort((a, b) => a - b);
      // The nearest rank: a number that was measured, and none in between.
      const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? null;
      return { count, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
    },
  };
}
