import type { Environment } from '../environment.js';
import type { Observation } from '../api.js';
import type { Server } from '../http/server.js';
import type { News, Tabs } from '../tabs/tabs.js';
import type { Activity } from './activity.js';
import type { Keeper } from './keeper.js';
import type { Register } from './register.js';
import { hold, isNewer, works, type Grant } from './token.js';

/** How long the register may lag behind the channel, in milliseconds. */
const REGISTER_LAG = 250;

/** A question that is older was asked before this tab fell asleep, in milliseconds. */
const OLDEST_QUESTION = 5000;

/**
 * Tabs answer after a random wait up to this, in milliseconds: one answer is enough for all who
 * ask.
 */
const ANSWER_SPREAD = 20;

interface Parts {
  environment: Environment;
  server: Server;
  tabs: Tabs;
  register: Register;
  activity: Activity;
  keeper: Keeper;
  observe: (observation: Observation) => void;
}

/** What a tab makes of the news from the others. */
export function newsReader({
  environment,
  server,
  tabs,
  register,
  activity,
  keeper,
  observe,
}: Parts): (news: News) => void {
  let callOff: (() => void) | undefined;

  const answer = () => {
    callOff ??= environment.after(environment.random() * ANSWER_SPREAD, () => {
      callOff = undefined;
      if (works(keeper.held)) {
        const { age: _, ...grant } = keeper.held;
        tabs.tell({ v: 1, grant, receivedAt: grant.receivedAt, again: true });
      }
    });
  };

  /** Another tab has this token. That of another session counts only once the register names it. */
  const offer = (grant: Grant, receivedAt: number, isLate: boolean) => {
    const next = hold(environment, grant, receivedAt);
    if (!next || !works(next) || keeper.signingIn || keeper.ended.has(next.session.id)) {
      return;
    }
    const { held, sid } = keeper;
    if (held?.session.id === next.session.id) {
      if (isNewer(next, held)) {
        keeper.follow(next);
      } else if (next.receivedAt === held.receivedAt) {
        // Somebody else has answered.
        callOff?.();
        callOff = undefined;
      }
      return;
    }
    const entry = register.read();
    if (next.session.id === sid || entry?.sid === next.session.id) {
      keeper.follow(next);
    } else if (!isLate) {
      environment.after(REGISTER_LAG, () => offer(grant, receivedAt, true));
    } else if (!entry && !sid) {
      // Nobody could write down who is signed in: the server knows.
      void keeper.renew();
    }
  };

  return (news) => {
    if ('end' in news) {
      keeper.heardEnd(news.end, news.reason);
    } else if ('grant' in news) {
      if (!news.again) {
        observe({ kind: 'delivery', took: environment.now() - news.receivedAt });
      }
      offer(news.grant, news.receivedAt, false);
    } else if ('ask' in news) {
      if (Math.abs(environment.now() - news.ask) < OLDEST_QUESTION) {
        answer();
      }
    } else if ('pause' in news) {
      keeper.pause.join(news.pause);
    } else if ('keyless' in news) {
      server.restoreKey();
    } else if ('input' in news) {
      activity.note(news.input);
    }
  };
}
