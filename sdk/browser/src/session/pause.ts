import type { Environment } from '../environment.js';
import { pauseAfter } from './elapsed.js';

/** The longest that one tab may keep the others from trying, in milliseconds. */
const LONGEST = 300_000;

/** The time in which nobody asks the server, since the last try failed; all tabs keep to it. */
export interface Pause {
  /** Milliseconds until it is over; 0 when there is none. */
  left(): number;
  /** A try failed; the server may have named seconds. Gives the time of day it lasts to. */
  begin(retryAfter: number | null): number;
  /** Another tab has one until that time of day. */
  join(until: number): void;
  /** The server answered, or a person wants a try at once. */
  end(): void;
  /** All is well again: the next pause is short. */
  recover(): void;
}

export function pauseOf(environment: Environment): Pause {
  let failures = 0;
  let until = 0;
  return {
    left() {
      const left = until - environment.now();
      // Longer than any may be: the clock was set back since.
      return left > LONGEST ? (until = 0) : Math.max(0, left);
    },
    begin(retryAfter) {
      const own = pauseAfter(++failures, environment.random());
      return (until = environment.now() + Math.max((retryAfter ?? 0) * 1000, own));
    },
    join(theirs) {
      // Whatever another script sends: a comparison with nonsense is never true.
      if (theirs > until) {
        until = +theirs;
      }
    },
    end() {
      until = 0;
    },
    recover() {
      failures = until = 0;
    },
  };
}
