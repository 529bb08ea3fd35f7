import { attempt } from '../attempt.js';
import type { Channel, Environment } from '../environment.js';
import { wait } from '../session/elapsed.js';
import type { Grant } from '../session/token.js';

/**
 * A single exchange holds the lock for less than this, in milliseconds, so nobody waits for longer.
 * Those who gave up don't go on all at once.
 */
const LONGEST_WAIT = 16_000;
const SPREAD = 2000;

/**
 * Who finds the lock taken hears of the token within this time, in milliseconds, unless the holder
 * is slow or gone. Only then it stands in line: twenty tabs in line are in the way of the token.
 */
const HEARSAY = 1000;

/** How long tabs have to answer that they are there, in milliseconds. */
const ROLL_CALL = 200;

/**
 * What tabs tell each other. Everything else is passed over: another tab may run another version
 * for days.
 */
export type News =
  /** This form never changes, so that tabs of every version hear of an end. */
  | { v: 1; end: string; reason: string }
  /** A token: a new one, or once more for those who asked. */
  | { v: 1; grant: Grant; receivedAt: number; again?: true }
  /**
   * Has anybody a token? `at`: time of day, so that one who was asleep does not answer hours later.
   */
  | { v: 1; ask: number }
  /** The server wants nobody to come before that time of day. */
  | { v: 1; pause: number }
  /** The browser's key is gone from where it was kept: who has it puts it back. */
  | { v: 1; keyless: true }
  /** The person did something at that time of day. */
  | { v: 1; input: number }
  /** Who is there? Answered with `here` and the same number, by the tabs themselves. */
  | { v: 1; count: number }
  | { v: 1; here: number };

export interface Tabs {
  /** Hears the other tabs until the result is called. */
  listen(listener: (news: News) => void): () => void;
  tell(news: News): void;
  isConnected(): boolean;
  /** How many tabs of this browser there are that can answer, this one with them. */
  count(): Promise<number>;
  /**
   * Runs `work` while no other tab of this browser does the same; without that certainty when the
   * lock is not to be had in time. Does not run it at all when `needless` fires first. `work`
   * learns whether it had to wait. `canHear`: whoever holds the lock may make it needless soon.
   */
  alone(
    work: (waited: boolean) => Promise<void>,
    needless?: AbortSignal,
    canHear?: boolean,
  ): Promise<void>;
}

export function tabsOf(environment: Environment, name: string): Tabs {
  let channel: Channel | undefined;
  const id = environment.random();
  /** Tabs that are there, of which this is one, as far as they have answered. */
  let present = 1;

  const tabs: Tabs = {
    listen(listener) {
      channel = environment.openChannel(name);
      channel?.listen((news: any) => {
        if (news?.v !== 1) {
          return;
        }
        if (news.count) {
          tabs.tell({ v: 1, here: news.count });
        } else if (news.here === id) {
          present++;
        }
        listener(news);
      });
      return () => {
        channel?.close();
        channel = undefined;
      };
    },

    tell(news) {
      // A channel that was closed by the browser is one that is missing.
      attempt(() => channel?.post(news));
    },

    isConnected: () => !!channel,

    async count() {
      present = 1;
      tabs.tell({ v: 1, count: id });
      await wait(environment, ROLL_CALL);
      return present;
    },

    async alone(work, needless, canHear) {
      const locks = environment.locks();
      let running: Promise<void> | undefined;
      const run = (waited: boolean) => (running ??= work(waited));
      if (!locks) {
        return run(true);
      }
      const impatience = new AbortController();
      const giveUp = () => impatience.abort();
      const calledOff = environment.after(LONGEST_WAIT + environment.random() * SPREAD, giveUp);
      needless?.addEventListener('abort', giveUp);
      try {
        const isFree = await locks.request(name, { ifAvailable: true }, async (lock) => {
          await (lock && run(false));
          return !!lock;
        });
        if (canHear && channel && !isFree && !needless?.aborted) {
          await wait(environment, HEARSAY, needless);
        }
        if (!isFree && !needless?.aborted) {
          await locks.request(name, { signal: impatience.signal }, () => run(true));
        }
      } catch {
        // The wait was too long, or somebody stole the lock: the server settles what two tabs do at
        // once.
        if (!needless?.aborted || running) {
          await run(true);
        }
      } finally {
        calledOff();
        needless?.removeEventListener('abort', giveUp);
      }
    },
  };
  return tabs;
}
