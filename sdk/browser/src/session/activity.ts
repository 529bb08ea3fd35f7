import type { Environment } from '../environment.js';
import { stopwatch } from './elapsed.js';

const INPUTS = ['pointerdown', 'keydown', 'wheel', 'touchmove'];

/** Other tabs hear of input at most this often, in milliseconds. */
const NEWS_EVERY = 15_000;

/** The longest that the server takes, in seconds. */
const LONGEST_IDLE = 31_536_000;

/** When the person last did something in any tab of this browser; to open a page is something. */
export interface Activity {
  /** Milliseconds since then. */
  since(): number;
  /** Whole seconds since then. */
  idleFor(): number;
  /** The person did something just now, or another tab says when. */
  note(at?: number): void;
  /** Starts to look; the result ends it. */
  watch(): () => void;
}

/**
 * `tell` is called when other tabs should hear of it. While `isDeaf` says so, input is none: a
 * warning is shown, and only its button keeps the session.
 */
export function activityOf(
  environment: Environment,
  tell: (at: number) => void,
  isDeaf: () => boolean,
): Activity {
  let since = stopwatch(environment);
  let told = -Infinity;
  const activity: Activity = {
    since: () => since(),
    // A clock that was set makes nonsense of the difference; the server refuses nonsense.
    idleFor: () => Math.min(Math.floor(since() / 1000), LONGEST_IDLE),
    note(at) {
      const other = stopwatch(environment, at);
      since = other() < since() ? other : since;
    },
    watch() {
      const stops = INPUTS.map((name) =>
        environment.on(name, () => {
          if (isDeaf()) {
            return;
          }
          activity.note();
          if (environment.steady() - told > NEWS_EVERY) {
            told = environment.steady();
            tell(environment.now());
          }
        }),
      );
      return () => stops.forEach((stop) => stop());
    },
  };
  return activity;
}
