import type { Environment } from '../environment.js';
import type { News, Tabs } from '../tabs/tabs.js';
import type { Activity } from './activity.js';
import type { Ending } from './ending.js';
import type { Keeper } from './keeper.js';
import { isSignedOut } from './state.js';
import { works } from './token.js';

/** A timer is never set for longer, in milliseconds: a machine that slept is noticed in time. */
const LONGEST_NAP = 30_000;

/**
 * A hidden tab leaves the renewal to a visible one for so long, in milliseconds: it may be frozen
 * in the middle of it. So does every tab where there is a worker, which is never frozen.
 */
const LATER = 3000;

/** Between renewals at least, whatever the server says; milliseconds. */
const LEAST_PAUSE = 5000;

/** A component that is taken away and put back is not worth beginning anew for; milliseconds. */
const GRACE = 1000;

export interface Effects {
  /** Begins, unless it has begun. */
  start(): void;
  /**
   * Whether anybody listens. Without listeners it goes on for as long as there is a token or a
   * flight.
   */
  want(isWanted: boolean): void;
  /** Something changed: sets the timer anew. */
  adjust(): void;
  stop(): void;
}

export interface Affected {
  keeper: Keeper;
  tabs: Tabs;
  activity: Activity;
  ending: Ending;
  changed: () => void;
  confirmSignOuts: () => Promise<unknown>;
  hear: (news: News) => void;
  /** A worker that keeps the session too, where there is one. */
  worker: SharedWorker | undefined;
}

/** Everything that goes on beside the calls of a page: the timer, waking up, other tabs, input. */
export function effectsOf(
  environment: Environment,
  { keeper, tabs, activity, ending, changed, confirmSignOuts, hear, worker }: Affected,
): Effects {
  let stops: (() => void)[] | undefined;
  let timer = () => {};
  let isWanted = false;
  let lastRenewal = -Infinity;

  /** As a page that starts: also after having been away, when anything may have happened. */
  const begin = () => {
    // One that is prepared in advance is nobody's yet.
    void Promise.resolve(environment.shown()).then(() => {
      void confirmSignOuts();
      look();
    });
  };

  const look = () => {
    if (isSignedOut(keeper)) {
      // Somebody may have signed in without our hearing it.
      keeper.reread();
    }
    if (stops && !keeper.flight && !keeper.signingIn && due() === 0) {
      lastRenewal = environment.steady();
      void keeper.renew();
    } else {
      effects.adjust();
    }
  };

  const due = (): number | undefined => {
    const left = keeper.dueIn();
    const floor = lastRenewal + LEAST_PAUSE - environment.steady();
    return left === undefined ? undefined : Math.max(left, works(keeper.held) ? floor : 0, 0);
  };

  const effects: Effects = {
    start() {
      if (stops) {
        return;
      }
      const wake = () => {
        if (environment.isVisible()) {
          look();
        }
      };
      const again = () => {
        // What happened meanwhile was not heard.
        keeper.forget();
        keeper.pause.end();
        changed();
        begin();
      };
      stops = [
        tabs.listen(hear),
        activity.watch(),
        environment.on('focus', wake),
        environment.on('visibilitychange', wake),
        environment.on('online', () => {
          keeper.pause.end();
          begin();
        }),
        environment.on('storage', () => {
          if (!tabs.isConnected()) {
            keeper.reread();
          }
        }),
        environment.on('resume', again),
        environment.on('pagehide', (event) => {
          if ((event as PageTransitionEvent).persisted) {
            keeper.forget();
          }
        }),
        environment.on('pageshow', (event) => {
          if ((event as PageTransitionEvent).persisted) {
            again();
          }
        }),
        () => timer(),
      ];
      // In a turn of its own: the caller may be about to sign in.
      stops.push(environment.after(0, begin));
    },

    want(wanted) {
      isWanted = wanted;
      if (!wanted) {
        environment.after(GRACE, () => {
          if (!isWanted && !keeper.flight && !keeper.held) {
            effects.stop();
          }
        });
      }
    },

    adjust() {
      timer();
      const left = due();
      if (!stops || keeper.flight || keeper.signingIn || left === undefined) {
        return;
      }
      const later = (worker || !environment.isVisible()) && left > 0 ? LATER : 0;
      const dies = keeper.held
        ? Math.max(0, keeper.held.expiresIn * 1000 - keeper.held.age())
        : Infinity;
      const warns = keeper.held ? ending.nearIn(keeper.held) : Infinity;
      const nap = Math.min(left + later, dies || Infinity, warns || Infinity, LONGEST_NAP);
      const set = environment.now();
      timer = environment.after(nap, () => {
        if (environment.now() - set - nap > LONGEST_NAP) {
          begin();
        }
        changed();
        look();
      });
    },

    stop() {
      stops?.forEach((stop) => stop());
      stops = undefined;
    },
  };
  return effects;
}
