import type { Session } from '../api.js';
import type { Environment } from '../environment.js';
import { TidelockError } from '../errors.js';
import { browser } from '../browser.js';
import { serverAt } from '../http/server.js';
import { tabsOf } from '../tabs/tabs.js';
import { fetchWith } from '../http/session-fetch.js';
import { activityOf } from './activity.js';
import { Keeper } from './keeper.js';
import type { Options } from './options.js';
import { newsReader } from './news.js';
import { registerOf } from './register.js';
import { NOTHING, type Snapshot } from './snapshot.js';
import { dueIn, works, type Grant, type SessionInfo } from './token.js';
import { effectsOf } from './effects.js';

/** How long the other tabs have to put the browser's key back, in milliseconds. */
const KEY_COMES_BACK = 250;

/** Makes the session of a page. One for each server is enough; it does nothing until it is used. */
export function createSession(options: Options = {}): Session {
  return createSessionIn(browser, options);
}

/** The same in another environment, which may be missing altogether. */
export function createSessionIn(
  surroundings: () => Environment | undefined,
  options: Options = {},
): Session {
  const listeners = new Set<(snapshot: Snapshot) => void>();
  let last = NOTHING;
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
      return new Promise((resolve) => void environment.after(KEY_COMES_BACK, resolve));
    });
    const register = registerOf(environment, name);
    const activity = activityOf(environment, (input) => tabs.tell({ v: 1, input }));
    const keeper: Keeper = new Keeper({ environment, server, tabs, register, activity, changed });
    const effects = effectsOf(environment, {
      keeper,
      tabs,
      activity,
      changed,
      confirmSignOuts,
      hear: newsReader({ environment, server, tabs, register, activity, keeper }),
    });

    /** Sign-outs that the server does not know of yet. */
    async function confirmSignOuts(): Promise<void> {
      await Promise.all(register.leaving().map(confirm));
    }

    /** True when the server has ended the session, or says that the cookie is another one's. */
    async function confirm(sid: string): Promise<boolean> {
      let confirmed = false;
      await tabs.alone(async () => {
        const answer = await server.send('/auth/logout', {
          ...(sid && { headers: { 'X-Tidelock-Session': sid } }),
          keepalive: true,
        });
        confirmed =
          answer.kind === 'ok' || (answer.kind === 'problem' && answer.name === 'session-mismatch');
      });
      if (confirmed) {
        register.left(sid);
      }
      return confirmed;
    }

    return { environment, base, server, tabs, register, activity, keeper, effects, confirm };
  }

  function changed(): void {
    const next = look();
    if ((Object.keys(next) as (keyof Snapshot)[]).some((key) => next[key] !== last[key])) {
      const before = last;
      last = Object.freeze(next);
      if (next.state === 'expired' && before.state !== 'expired') {
        options.onSignInRequired?.(next.endReason!);
      }
      // A listener may do anything, this too: it hears of it in the next round.
      telling ??= Promise.resolve().then(() => {
        telling = undefined;
        [...listeners].forEach((listener) => {
          try {
            listener(last);
          } catch (error) {
            void Promise.reject(error);
          }
        });
      });
    }
    made?.effects.adjust();
  }

  function look(): Snapshot {
    const { held, endReason, trouble, flight, signingIn, sid } = made!.keeper;
    const isOver = sid === undefined && endReason !== null;
    return {
      state: signingIn
        ? 'signing-in'
        : works(held)
          ? 'active'
          : isOver
            ? ['', 'signed_out', 'signed_out_everywhere'].includes(endReason)
              ? 'signed-out'
              : 'expired'
            : trouble && !flight
              ? 'offline'
              : 'renewing',
      session: held?.session ?? null,
      user: held?.user ?? null,
      endReason: isOver ? endReason || null : null,
      trouble,
    };
  }

  async function token(user?: string): Promise<{ text: string; user: string }> {
    const { keeper } = parts();
    if (!works(keeper.held)) {
      if (keeper.dueIn() === undefined) {
        throw keeper.error();
      }
      if (keeper.flight || !keeper.dueIn()) {
        await keeper.renew();
      }
    } else if (!dueIn(keeper.held) && !keeper.dueIn()) {
      void keeper.renew();
    }
    if (!works(keeper.held)) {
      throw keeper.error();
    }
    if (user !== undefined && keeper.held.user !== user) {
      throw new TidelockError('session_changed');
    }
    return { text: keeper.held.accessToken, user: keeper.held.user };
  }

  return {
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
        const { effects } = parts();
        effects.want(listeners.size > 0);
      }
      return () => {
        listeners.delete(listener);
        made?.effects.want(listeners.size > 0);
      };
    },

    async signIn({ username, password, remember = false }) {
      const { keeper, tabs, register, server } = parts();
      keeper.signingIn++;
      changed();
      let failure = new TidelockError('unreachable');
      let info: SessionInfo | undefined;
      try {
        await tabs.alone(async () => {
          // Should no answer come, nobody knows who is signed in: then the next one asks.
          const before = register.read();
          register.write(undefined);
          const message = { body: { username, password, remember, mode: 'cookie' } };
          const answer = await ((options.bind ?? true)
            ? server.prove('/auth/login', 'sign-in', message)
            : server.send('/auth/login', message));
          if (answer.kind === 'ok' && keeper.signedIn(answer.body as Grant)) {
            info = keeper.held!.session;
          } else if (answer.kind === 'problem') {
            register.write(before);
            const isRefused = answer.status < 500 && answer.status !== 429;
            failure = new TidelockError(
              isRefused ? 'refused' : 'unreachable',
              answer.name,
              answer.retryAfter,
            );
          }
        });
      } finally {
        keeper.signingIn--;
        changed();
      }
      if (!info) {
        throw failure;
      }
      return info;
    },

    async signOut({ scope = 'here' } = {}) {
      const { keeper, register, server, confirm } = parts();
      if (scope !== 'here') {
        const { text } = await token();
        const path = scope === 'others' ? '/auth/logout-others' : '/auth/logout-all';
        const answer = await server.send(path, { headers: { Authorization: `Bearer ${text}` } });
        if (answer.kind !== 'ok') {
          throw new TidelockError(
            'unreachable',
            answer.kind === 'problem' ? answer.name : answer.why,
          );
        }
        if (scope === 'everywhere') {
          keeper.endEverywhere(keeper.sid, 'signed_out_everywhere');
        }
        return { confirmed: true, ended: answer.body.ended };
      }
      const entry = register.read();
      // One that the register does not name may have been replaced without our knowing it: then
      // whatever the cookie holds is signed out.
      const named = entry && 'sid' in entry ? entry.sid : '';
      // Written first: whatever happens to the page or the network now, no tab renews it again.
      register.leave(named);
      keeper.endEverywhere(named || keeper.sid, 'signed_out');
      return { confirmed: await confirm(named) };
    },

    getAccessToken: async () => (await token()).text,
    fetch: fetchWith(() => parts(), token, options),

    async stay() {
      const { keeper, activity } = parts();
      const before = keeper.held?.session.idleExpiresAt;
      activity.note();
      keeper.pause.end();
      await keeper.renew();
      if (!works(keeper.held) || keeper.held.session.idleExpiresAt === before) {
        throw keeper.error();
      }
      return keeper.held.session;
    },

    close() {
      listeners.clear();
      made?.effects.stop();
    },
  };
}
