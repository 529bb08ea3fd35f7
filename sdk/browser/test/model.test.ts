import fc from 'fast-check';
import { expect, it } from 'vitest';
import { claimsOf, type Trouble, sessionId } from './server.js';
import { keepSessionIn } from '../src/worker/index.js';
import { SERVER, World, type Tab } from './world.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

const TABS = 4;
const REGISTER = `tidelock:${SERVER}`;
const troubles: Trouble[] = [
  'none',
  'none',
  'lost-request',
  'lost-answer',
  'hangs',
  'error',
  'portal',
  'busy',
];

/** What may happen to a browser. `tab` is one of its tabs. */
type Step =
  | { kind: 'pass'; seconds: number }
  | { kind: 'sleep'; minutes: number }
  | { kind: 'network'; trouble: Trouble }
  | { kind: 'deaf'; share: number }
  | { kind: 'clock'; minutes: number }
  | {
      kind: 'freeze' | 'thaw' | 'crash' | 'away' | 'ask' | 'type' | 'stay' | 'sign-out';
      tab: number;
    }
  | { kind: 'sign-in'; tab: number; user: string }
  /** The browser is killed and started anew; what is written down is old, nonsense, or gone. */
  | { kind: 'kill'; written: string | null }
  | { kind: 'steal' };

const tab = fc.nat(TABS - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), seconds: fc.nat(1200) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), seconds: fc.constant(0.03) }),
  },
  fc.record({ kind: fc.constant('sleep' as const), minutes: fc.nat(600) }),
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('network' as const),
      trouble: fc.constantFrom(...troubles),
    }),
  },
  fc.record({ kind: fc.constant('deaf' as const), share: fc.constantFrom(0, 0.5, 1) }),
  fc.record({ kind: fc.constant('clock' as const), minutes: fc.integer({ min: -90, max: 90 }) }),
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'freeze' as const,
        'thaw' as const,
        'crash' as const,
        'away' as const,
        'ask' as const,
        'type' as const,
        'stay' as const,
      ),
      tab,
    }),
  },
  fc.record({ kind: fc.constant('sign-out' as const), tab }),
  fc.record({ kind: fc.constant('sign-in' as const), tab, user: fc.constantFrom('alice', 'bob') }),
  fc.constant({ kind: 'steal' as const }),
  fc.record({
    kind: fc.constant('kill' as const),
    written: fc.constantFrom(
      `{"sid":"${sessionId(1)}"}`,
      `{"sid":"${sessionId(0)}"}`,
      '{"sid":"ses x"}',
      '{',
      null,
    ),
  }),
);

class Browser {
  readonly world = new World();
  readonly tabs: Tab[] = [];
  private turn = 0;
  private worker?: Tab;

  constructor(private readonly hasWorker: boolean) {}

  async start(): Promise<void> {
    this.startWorker();
    this.world.hears = () => (this.turn++ % 10) / 10 >= this.deafness;
    this.tabs.push(this.world.open());
    await this.tabs[0]!.signIn();
    while (this.tabs.length < TABS) {
      this.tabs.push(this.open());
    }
  }

  private deafness = 0;

  async take(step: Step): Promise<void> {
    const { world } = this;
    switch (step.kind) {
      case 'pass':
        return world.pass(step.seconds * SECOND);
      case 'sleep':
        return world.clock.sleep(step.minutes * MINUTE);
      case 'network':
        world.trouble = () => step.trouble;
        return;
      case 'deaf':
        this.deafness = step.share;
        return;
      case 'clock':
        world.wrongBy = step.minutes * MINUTE;
        return;
      case 'kill':
        this.tabs.forEach((each) => each.crash());
        if (step.written === null) {
          world.stored.delete(REGISTER);
        } else {
          world.stored.set(REGISTER, step.written);
        }
        this.tabs.forEach((_, index) => (this.tabs[index] = this.open()));
        this.startWorker();
        return;
      case 'steal':
        world.locks.steal();
        return;
      case 'freeze':
        this.tabs[step.tab]!.freeze();
        return;
      case 'thaw':
        return this.tabs[step.tab]!.thaw();
      case 'crash':
        this.tabs[step.tab]!.crash();
        this.tabs[step.tab] = this.open();
        // A worker ends with its last tab, and may be ended by the browser at any time.
        this.startWorker();
        return;
      case 'away':
        this.tabs[step.tab]!.fire('pagehide', { persisted: true });
        this.tabs[step.tab]!.fire('pageshow', { persisted: true });
        return;
      case 'ask':
        void this.tabs[step.tab]!.session.getAccessToken().catch(() => {});
        return;
      case 'type':
        this.tabs[step.tab]!.fire('keydown');
        return;
      case 'stay':
        void this.tabs[step.tab]!.session.stay().catch(() => {});
        return;
      case 'sign-out':
        void this.tabs[step.tab]!.session.signOut().catch(() => {});
        return;
      case 'sign-in':
        void this.tabs[step.tab]!.session.signIn({ username: step.user, password: 'right' }).catch(
          () => {},
        );
    }
  }

  /** Everything works again, and everybody has had the time to notice. */
  async heal(): Promise<void> {
    this.deafness = 0;
    this.world.trouble = () => 'none';
    for (const each of this.tabs) {
      await each.thaw();
    }
    await this.world.pass(30 * MINUTE);
  }

  open(): Tab {
    const tab = this.world.open(this.hasWorker ? { worker: () => ({}) as SharedWorker } : {});
    tab.session.subscribe(() => {});
    tab.session.warn();
    return tab;
  }

  private startWorker(): void {
    this.worker?.crash();
    if (this.hasWorker) {
      this.worker = this.world.open();
      keepSessionIn(this.worker.surroundings, SERVER);
    }
  }
}

const runs = Number(process.env.TIDELOCK_SDK_RUNS ?? 300);

it('whatever happens, the tabs agree with the server, and luck signs nobody out', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.boolean(), async (steps, hasWorker) => {
      const browser = new Browser(hasWorker);
      await browser.start();
      for (const each of steps) {
        await browser.take(each);
      }
      await browser.heal();
      const { world, tabs } = browser;

      // Nobody was taken for a thief.
      const reasons = [...world.server.sessions.values()].map(({ ended }) => ended);
      expect(reasons).not.toContain('refresh_token_reuse');

      // All tabs are of one mind, and it is the server's.
      const row = world.jar.cookie && world.server.sessions.get(world.jar.cookie.session);
      const isIn = !!row && !row.ended;
      const states = tabs.map(({ session }) => session.state);
      if (isIn) {
        // The answer to a sign-in may have been lost: the next page that starts finds out.
        const next = browser.open();
        await world.pass(MINUTE);
        const all = [...tabs, next];
        expect(all.map(({ session }) => session.state)).toEqual(all.map(() => 'active'));
        for (const each of all) {
          expect(claimsOf(await each.token()).sub).toBe(row.user);
        }
      } else {
        expect(states.filter((state) => state !== 'signed-out' && state !== 'expired')).toEqual([]);
      }

      // Without anybody who signs out or in, everybody is in.
      if (!steps.some(({ kind }) => kind === 'sign-out' || kind === 'sign-in')) {
        expect(isIn).toBe(true);
      }
    }),
    {
      numRuns: runs,
      seed: process.env.TIDELOCK_SDK_SEED ? Number(process.env.TIDELOCK_SDK_SEED) : undefined,
    },
  );
}, 600_000);
