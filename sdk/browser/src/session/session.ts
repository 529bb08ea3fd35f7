import type { Abilities, Observation, Session } from '../api.js';
import type { Environment } from '../environment.js';
import { TidelockError } from '../errors.js';
import { attempt } from '../attempt.js';
import { browser } from '../browser.js';
import { serverAt } from '../http/server.js';
import { tabsOf } from '../tabs/tabs.js';
import { callWith } from '../http/call.js';
import { fetchWith } from '../http/session-fetch.js';
import { activityOf, type Activity } from './activity.js';
import { wait } from './elapsed.js';
import { endingOf } from './ending.js';
import { keeperOf, type Keeper } from './keeper.js';
import type { Options } from './options.js';
import { newsReader } from './news.js';
import { registerOf } from './register.js';
import { signIn } from './sign-in.js';
import { confirmSignOut, signOut, signOutOthers } from './sign-out.js';
import { NOTHING, type Snapshot } from './snapshot.js';
import { errorOf, isSignedOut, stateOf } from './state.js';
import { works, type Token } from './token.js';
import { effectsOf } from './effects.js';

/** How long the other tabs have to put the browser's key back, in milliseconds. */
const KEY_COMES_BACK = 250;

/** The time before its end at which a session warns, in seconds, unless told otherwise. */
const WARN_BEFORE = 300;

/** Tries of "stay signed in": the first may find that another tab renewed a moment before. */
const MOST_STAYS = 2;

/**
 * Calls of a tab that nobody looks at leave the processor to the tabs that have not heard of the
 * new token yet, for so many milliseconds.
 */
const COURTESY = 50;

/** Makes the session of a page. One for each server is enough; it does nothing until it is used. */
export function createSession(options: Options = {}): Session {
  return createSessionIn(browser, options);
}

/**
 * The same in another environment, which may be missing altogether.
 *
 * @internal
 */
export function createSessionIn(
  surroundings: () => Environment | undefined,
  options: Options = {},
): Session {
  const listeners = new Set<(snapshot: Snapshot) => void>();
  const observers = new Set<(observation: Observation) => void>();
  let last = NOTHING;
  /** Whether the page knows that the session is over. */
  let isTold = false;
  let telling: Promise<void> | undefined;
  let made: ReturnType<typeof make> | undefined;

  const parts = () => {
    const environment = surroundings();
    if (!environment) {
      throw new TidelockError('no_browser');
    }
    made ??= make(environment);
    made.effects.start();
    return made;
  };

  function make(environment: Environment) {
    const base = (options.server ?? environment.origin()).replace(/\/+$/, '');
    const name = `tidelock:${base}`;
    const tabs = tabsOf(environment, name);
    const server = serverAt(environment, base, () => {
      tabs.tell({ v: 1, keyless: true });
      return wait(environment, KEY_COMES_BACK);
    });
    const register = registerOf(environment, name);
    const activity: Activity = activityOf(
      environment,
      (input) => {
        tabs.tell({ v: 1, input });
        changed();
      },
      () => last.ending === 'idle',
    );
    const ending = endingOf(activity);
    const observe = (observation: Observation) =>
      observers.forEach((each) => queueMicrotask(() => each(observation)));
    const shared = { environment, server, tabs, register, activity, ending, observe };
    const keeper: Keeper = keeperOf({ ...shared, changed });
    const all = { ...shared, base, keeper, worker: attempt(options.worker) };
    const effects = effectsOf(environment, {
      ...all,
      changed,
      // Those that the server does not know of yet.
      confirmSignOuts: () => Promise.all(register.leaving().map((sid) => confirmSignOut(all, sid))),
      hear: newsReader(all),
    });
    return { ...all, effects };
  }

  function changed(): void {
    const next = look();
    if ((Object.keys(next) as (keyof Snapshot)[]).some((key) => next[key] !== last[key])) {
      last = next;
      isTold &&= !next.session;
      if (next.state === 'expired' && !isTold) {
        isTold = true;
        tellRequired(next.endReason!);
      }
      // A listener may do anything, this too: it hears of it in the next round.
      telling ??= Promise.resolve().then(() => {
        telling = undefined;
        // One that throws keeps nothing from the others.
        listeners.forEach((listener) => queueMicrotask(() => listener(last)));
      });
    }
    made?.effects.adjust();
  }

  /** Tells the page; what it throws keeps nothing from anybody. */
  const tellRequired = (reason: string) => queueMicrotask(() => options.onSignInRequired?.(reason));

  function look(): Snapshot {
    const { keeper, ending } = made!;
    const { held, endReason, trouble } = keeper;
    return {
      state: stateOf(keeper),
      session: held?.session ?? null,
      user: held?.user ?? null,
      endReason: (isSignedOut(keeper) && endReason) || null,
      ending: held && ending.near(held),
      trouble,
    };
  }

  async function token(user = made?.keeper.user): Promise<Token> {
    const { keeper, environment } = parts();
    if (!works(keeper.held)) {
      if (keeper.dueIn() === undefined) {
        throw errorOf(keeper);
      }
      // A flight that a sleeping page left behind may come to nothing: then once more.
      for (let tries = 0; tries < 2 && !works(keeper.held); tries++) {
        if (keeper.flight || keeper.dueIn() === 0) {
          await keeper.renew();
          if (works(keeper.held) && !environment.isVisible()) {
            await wait(environment, COURTESY);
          }
        }
      }
    } else if (!keeper.dueIn()) {
      void keeper.renew();
    }
    if (!works(keeper.held)) {
      throw errorOf(keeper);
    }
    if (user !== undefined && keeper.held.user !== user) {
      throw new TidelockError('session_changed');
    }
    return { text: keeper.held.accessToken, user: keeper.held.user };
  }

  const call = callWith(parts, token, tellRequired, options.apis);

  return {
    server: () => parts().base,
    snapshot: () => last,
    get state() {
      return last.state;
    },
    get endReason() {
      return last.endReason;
    },

    subscribe(listener) {
      listeners.add(listener);
      if (surroundings()) {
        parts().effects.want(true);
      }
      return () => {
        listeners.delete(listener);
        made?.effects.want(listeners.size > 0);
      };
    },

    async signIn(credentials) {
      const all = parts();
      all.keeper.signingIn++;
      changed();
      try {
        return await signIn(all, credentials, options);
      } finally {
        all.keeper.signingIn--;
        // Meanwhile no other tab was heard.
        all.keeper.reread();
        changed();
      }
    },

    signOut: async ({ scope = 'here' } = {}) =>
      scope === 'here' ? signOut(parts()) : signOutOthers(parts(), scope, (await token()).text),

    getAccessToken: async () => (await token()).text,
    peekAccessToken: () => (works(made?.keeper.held) ? made!.keeper.held!.accessToken : null),
    call,
    fetch: fetchWith(parts, call),

    async stay() {
      const { keeper, activity, tabs, environment } = parts();
      const input = environment.now();
      keeper.pause.end();
      // What is on its way was asked before the person said so.
      await keeper.flight;
      for (let tries = 0; tries < MOST_STAYS; tries++) {
        const { held } = keeper;
        const before = held?.session.idleExpiresAt;
        await keeper.renew(true);
        const session = works(keeper.held) && keeper.held !== held && keeper.held.session;
        // At the end of its life nothing moves any more.
        if (session && (session.idleExpiresAt !== before || before === session.expiresAt)) {
          activity.note(input);
          tabs.tell({ v: 1, input });
          return session;
        }
      }
      throw errorOf(keeper);
    },

    endsIn: () => (made?.keeper.held ? made.ending.left(made.keeper.held) : null),

    warn(before = WARN_BEFORE) {
      const { ending } = parts();
      const stop = ending.warn(before * 1000);
      changed();
      return () => {
        stop();
        changed();
      };
    },

    observe(observer) {
      observers.add(observer);
      return () => void observers.delete(observer);
    },

    abilities(): Abilities {
      const { environment, register, server, tabs } = parts();
      return {
        locks: !!environment.locks(),
        channel: tabs.isConnected(),
        storage: register.works(),
        key: server.keepsKey(),
      };
    },

    countTabs: async () => parts().tabs.count(),

    close() {
      listeners.clear();
      made?.effects.stop();
    },
  };
}
