/** Sessions that are remembered as over. */
const MOST = 64;

/** Sessions that were seen to end: nothing of them is taken any more. */
export interface Ended {
  add(sid: string | undefined): void;
  has(sid: string | undefined): boolean;
}

/** The oldest are forgotten, so that a page that is open for a year does not grow. */
export function endedSessions(): Ended {
  const ended = new Set<string | undefined>();
  return {
    has: (sid) => ended.has(sid),
    add(sid) {
      if (sid) {
        ended.add(sid);
      }
      if (ended.size > MOST) {
        ended.delete(ended.values().next().value);
      }
    },
  };
}
