import type { Environment } from '../environment.js';
import type { Server } from '../http/server.js';
import type { Tabs } from '../tabs/tabs.js';
import type { Observation } from '../api.js';
import type { Activity } from './activity.js';
import type { Ending } from './ending.js';
import { wait } from './elapsed.js';
import { EndedSessions } from './ended.js';
import { pauseOf, type Pause } from './pause.js';
import type { Register } from './register.js';
import { isReplaced, renew as present, type Wish } from './renewal.js';
import { isSignedOut } from './state.js';
import { dueIn, hold, works, type Grant, type Held } from './token.js';

/** For so many ms one listens before a request: the lock may be here before its holder's news. */
const LISTEN_AFTER_WAIT = 250;
const LISTEN = 50;

/** Reasons that concern the tab that was told them, and not the session. */
const MINE_ALONE = new Set(['held', 'invalid_token']);

export interface Parts {
  environment: Environment;
  server: Server;
  tabs: Tabs;
  register: Register;
  activity: Activity;
  ending: Ending;
  observe: (observation: Observation) => void;
  /** Something changed that a page may show. */
  changed: () => void;
}

/**
 * Holds the token of this tab: renews it, takes newer ones from other tabs, and knows when the
 * session is over. It decides by ADR 0016; when to renew is the business of others.
 */
export interface Keeper {
  held: Held | null;
  endReason: string | null;
  trouble: string | null;
  /** Sign-ins of this tab that are under way. */
  signingIn: number;
  flight: Promise<void> | null;
  /** The session that this tab believes in, also while it has no token of it. */
  sid: string | undefined;
  /** Whose page this is: the last user, also when the session is over. */
  user: string | undefined;
  readonly pause: Pause;
  /** Sessions of which nothing is taken any more. */
  readonly ended: EndedSessions;
  /** Milliseconds until the next renewal should be tried; undefined when nobody is signed in. */
  dueIn(): number | undefined;
  /** Leaves no token, for a page that is put away or was asleep; what is under way is dropped. */
  forget(): void;
  /** Renews; calls meanwhile share it. Never rejects. `isHere`: the person says so. */
  renew(isHere?: boolean): Promise<void>;
  /** The session is over for all tabs of this browser. */
  endEverywhere(sid: string | undefined, reason: string): void;
  /** Takes the answer to a sign-in. False when it is nothing to take. */
  signedIn(grant: Grant): boolean;
  /** Goes on with a token that another tab has. */
  follow(next: Held): void;
  /** Another tab says that a session is over. */
  heardEnd(sid: string, reason: string): void;
  /** Looks at what is written down: the news of other tabs where none were heard. */
  reread(): void;
}

export function keeperOf({
  environment,
  server,
  tabs,
  register,
  activity,
  ending,
  observe,
  changed,
}: Parts): Keeper {
  const pause = pauseOf(environment);
  const ended = new EndedSessions();
  /** Raised by sign-ins and ends: the answer to an older renewal is dropped. */
  let guard = 0;
  let overtaken = new AbortController();

  const fly = async (isHere?: boolean): Promise<void> => {
    const mine = guard;
    let before = keeper.held;
    const { signal } = (overtaken = new AbortController());
    const isOver = () => guard !== mine || keeper.held !== before;
    const began = environment.steady();
    if (!before) {
      // At once: others may have a token while the lock is not to be had.
      tabs.tell({ v: 1, ask: environment.now() });
    }
    const work = async (waited: boolean) => {
      observe({ kind: 'lock', took: environment.steady() - began });
      if (!isOver()) {
        await wait(environment, waited ? LISTEN_AFTER_WAIT : LISTEN, signal);
      }
      const entry = register.read();
      if (isOver() || pause.left() || isOut()) {
        return;
      }
      const sid = (keeper.sid ??= ended.has(entry?.sid) ? undefined : entry?.sid);
      if (ended.has(sid)) {
        return;
      }
      const idleFor = isHere ? 0 : activity.idleFor();
      const anyone: Wish = { idleFor, bound: true };
      const ask = (wish: Wish) => present(environment, server, wish, observe);
      const bound = before?.session.bound ?? entry?.bound ?? true;
      let verdict = await ask({ ...anyone, session: sid, isGuess: !before, bound });
      if (isReplaced(verdict) && !isOver()) {
        ended.add(sid);
        before = keeper.held = null;
        keeper.sid = undefined;
        // Whoever the cookie belongs to: what is written down may be wrong after a crash.
        verdict = await ask(anyone);
      }
      if (isOver() || isOut()) {
        // Where there are no locks, a newer token may have come from another tab meanwhile.
      } else if (verdict.kind === 'renewed') {
        adopt(verdict.grant);
      } else if (verdict.kind === 'ended') {
        refused(verdict.why);
      } else {
        later(verdict.why, verdict.retryAfter);
      }
    };
    await tabs.alone(work, signal, !!before);
  };

  /** Whether it is written that nobody is signed in; then that is so here. */
  const isOut = (): boolean => {
    const out = register.read()?.out;
    if (out !== undefined) {
      end(keeper.sid, out);
    }
    return out !== undefined;
  };

  /**
   * Takes what the server answered to this tab, and tells the others. False when it is nothing to
   * take.
   */
  const adopt = (grant: Grant): boolean => {
    const next = hold(environment, grant);
    if (!next || register.leaving().includes(next.session.id)) {
      later('unreadable', null);
      return false;
    }
    // The cookie is of this session: there is none left by which another could be signed out.
    register.leaving().forEach((each) => register.left(each));
    register.write({ sid: next.session.id, bound: next.session.bound });
    tabs.tell({ v: 1, grant, receivedAt: next.receivedAt });
    // At once, and beside handing out the token: a thief who has the one before is noticed by it.
    void server.send('/client-events', {
      body: {},
      headers: { Authorization: `Bearer ${next.accessToken}` },
      keepalive: true,
    });
    enter(next);
    return true;
  };

  const enter = (next: Held): void => {
    ended.add(keeper.sid);
    // Whatever was heard of it: it lives.
    ended.delete(next.session.id);
    keeper.held = next;
    keeper.sid = next.session.id;
    keeper.user = next.user;
    keeper.endReason = keeper.trouble = null;
    pause.recover();
    overtaken.abort();
    changed();
  };

  /** The server wants a sign-in. What only this tab was told leaves it the token that it has. */
  const refused = (reason: string): void => {
    const { sid, user } = keeper;
    if (!MINE_ALONE.has(reason)) {
      keeper.endEverywhere(sid, reason);
    } else if (works(keeper.held)) {
      later(reason, null);
    } else {
      end(sid, user === undefined && reason === 'invalid_token' ? '' : reason);
    }
  };

  const later = (why: string, retryAfter: number | null): void => {
    keeper.trouble = why;
    const until = pause.begin(retryAfter);
    if (retryAfter !== null) {
      tabs.tell({ v: 1, pause: until });
    }
    changed();
  };

  /** The session is over for this tab. */
  const end = (sid: string | undefined, reason: string): void => {
    ended.add(sid);
    keeper.forget();
    keeper.sid = undefined;
    keeper.trouble = null;
    keeper.endReason = reason;
    changed();
  };

  const keeper: Keeper = {
    held: null,
    endReason: null,
    trouble: null,
    signingIn: 0,
    flight: null,
    sid: undefined,
    user: undefined,
    pause,
    ended,

    dueIn: () =>
      isSignedOut(keeper)
        ? undefined
        : Math.max(
            pause.left(),
            keeper.held ? Math.min(dueIn(keeper.held), ending.dueIn(keeper.held)) : 0,
          ),

    forget() {
      guard++;
      keeper.held = null;
      overtaken.abort();
    },

    renew(isHere) {
      if (!keeper.flight) {
        // In a turn of its own, so that a listener may ask for it and wait.
        keeper.flight = Promise.resolve(environment.shown())
          .then(() => fly(isHere))
          .catch(() => later('failed', null))
          .finally(() => {
            keeper.flight = null;
            changed();
          });
        changed();
      }
      return keeper.flight;
    },

    endEverywhere(sid, reason) {
      ended.add(sid);
      const entry = register.read();
      if (!entry?.sid || ended.has(entry.sid)) {
        register.write({ out: reason });
      }
      if (sid) {
        tabs.tell({ v: 1, end: sid, reason });
      }
      end(sid, reason);
    },

    signedIn(grant) {
      guard++;
      return adopt(grant);
    },

    follow(next) {
      guard++;
      enter(next);
    },

    heardEnd(sid, reason) {
      // What was asked before may be of that session, whose name is not known yet.
      guard++;
      ended.add(sid);
      if (sid === keeper.sid) {
        end(sid, reason);
      }
    },

    reread() {
      const { sid, flight, signingIn } = keeper;
      const next = register.read()?.sid;
      if (sid && isOut()) {
        return;
      }
      if (next && next !== sid && !ended.has(next) && !flight && !signingIn) {
        // Somebody signed in. Another tab's token can't be had here, so that one is asked for.
        // Calls that wait keep to the user whose they are.
        keeper.forget();
        ended.add(sid);
        keeper.sid = undefined;
        keeper.endReason = null;
        changed();
      }
    },
  };
  return keeper;
}
