import type { Environment } from '../src/environment.js';
import type { Options } from '../src/session/options.js';
import type { Session } from '../src/api.js';
import { createSessionIn } from '../src/session/session.js';
import { Clock, settle } from './clock.js';
import { pretendedCrypto } from './crypto.js';
import { Databases } from './databases.js';
import { Locks } from './locks.js';
import { Server, type Jar, type Trouble } from './server.js';

export const SERVER = 'https://id.example.test';

/**
 * How long a request is on its way, there and back each; and a message to another tab.
 * Milliseconds.
 */
const WAY = 20;
const MESSAGE_WAY = 1;

/** What is different from a browser in which everything works. */
export interface Lacks {
  locks?: boolean;
  channel?: boolean;
  storage?: 'blocked' | 'full';
}

/**
 * One browser with its tabs, its cookie jar and its storage, a server, and a network between them
 * that can be spoilt.
 */
export class World {
  readonly clock = new Clock();
  readonly server = new Server(() => this.serverDay());
  readonly jar: Jar = {};
  readonly stored = new Map<string, string>();
  readonly locks = new Locks();
  readonly databases = new Databases();
  readonly crypto = pretendedCrypto();
  readonly tabs = new Set<Tab>();
  /** What the network does to the next requests for a path; asked for each. */
  trouble: (path: string) => Trouble = () => 'none';
  /** Whether the next message to another tab arrives. */
  hears: () => boolean = () => true;
  /** With what status the API answers; by default it looks at the token. */
  api?: () => number;
  /** A reason for which the server wants a sign-in, without ending anything. */
  refuse: (path: string) => string | null = () => null;
  /** What arrived at the API. */
  readonly bodies: string[] = [];
  readonly authorizations: (string | null)[] = [];
  /** The machine's time of day, ahead of the server's by this much. */
  wrongBy = 0;

  constructor(readonly lacks: Lacks = {}) {}

  day = (): number => this.serverDay() + this.wrongBy;

  open(options: Options = {}): Tab {
    const tab = new Tab(this, options);
    this.tabs.add(tab);
    return tab;
  }

  pass = (milliseconds: number): Promise<void> => this.clock.pass(milliseconds);

  /** Waits for a promise of a tab while time goes on, no longer than `longest`. */
  async within<T>(longest = 60_000, promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settled = promise
      .then(
        () => {},
        () => {},
      )
      .then(() => {
        isSettled = true;
      });
    for (let passed = 0; passed <= longest && !isSettled; passed += 10) {
      await this.pass(10);
    }
    if (!isSettled) {
      throw new Error(`Not settled within ${longest} ms.`);
    }
    await settled;
    return promise;
  }

  private serverDay = (): number => 1_800_000_000_000 + this.clock.steady;
}

/** One tab, which can be hidden, frozen and crashed. */
export class Tab {
  readonly session: Session;
  readonly surroundings: Environment;
  readonly signInsRequired: string[] = [];
  isHidden = false;
  /** Pending while the page is prepared in advance. */
  shown: Promise<void> | undefined;
  private isFrozen = false;
  private isDead = false;
  private queue: (() => void)[] = [];
  private readonly listeners = new Set<{ event: string; listener: (event: Event) => void }>();
  private readonly channels = new Set<{ name: string; hear: (message: unknown) => void }>();

  constructor(
    private readonly world: World,
    options: Options,
  ) {
    this.surroundings = this.environment();
    this.session = createSessionIn(() => this.surroundings, {
      server: SERVER,
      bind: false,
      apis: ['https://api.example.test'],
      onSignInRequired: (reason) => this.signInsRequired.push(reason),
      ...options,
    });
  }

  signIn = (username = 'alice') =>
    this.world.within(5000, this.session.signIn({ username, password: 'right' }));

  token = (longest?: number) => this.world.within(longest, this.session.getAccessToken());

  fire(event: string, more: object = {}): void {
    [...this.listeners]
      .filter((each) => each.event === event)
      .forEach((each) => each.listener(Object.assign(new Event(event), more)));
  }

  /** Nothing runs until it is thawed; what it would have heard waits. */
  freeze(): void {
    this.isFrozen = true;
  }

  async thaw(): Promise<void> {
    this.isFrozen = false;
    const waiting = this.queue;
    this.queue = [];
    waiting.forEach((work) => work());
    this.fire('resume');
    await settle();
  }

  /** Gone, with its locks, in the middle of whatever it did. */
  crash(): void {
    this.isDead = true;
    this.world.tabs.delete(this);
    this.world.locks.release(this);
  }

  private run(work: () => void): void {
    if (this.isDead) {
      return;
    }
    if (this.isFrozen) {
      this.queue.push(work);
    } else {
      work();
    }
  }

  private environment(): Environment {
    const { world } = this;
    return {
      fetch: (input, init) => this.fetch(input, init),
      now: world.day,
      steady: () => world.clock.steady,
      after: (milliseconds, work) => world.clock.after(milliseconds, () => this.run(work)),
      random: () => 0.5,
      origin: () => 'https://app.example.test',
      isVisible: () => !this.isHidden,
      shown: () => this.shown,
      locks: () => (world.lacks.locks ? undefined : world.locks.of(this)),
      openChannel: (name) => (world.lacks.channel ? undefined : this.channel(name)),
      storage: () => this.storage(),
      databases: () => world.databases.factory,
      crypto: () => world.crypto,
      on: (event, listener) => {
        const each = { event, listener };
        this.listeners.add(each);
        return () => void this.listeners.delete(each);
      },
    };
  }

  private channel(name: string) {
    const own = { name, hear: (_: unknown) => {} };
    this.channels.add(own);
    return {
      post: (message: unknown) => {
        const copy = structuredClone(message);
        for (const tab of this.world.tabs) {
          for (const other of tab.channels) {
            if (other !== own && other.name === name && this.world.hears()) {
              this.world.clock.after(MESSAGE_WAY, () => tab.run(() => other.hear(copy)));
            }
          }
        }
      },
      listen: (hear: (message: unknown) => void) => {
        own.hear = hear;
      },
      close: () => void this.channels.delete(own),
    };
  }

  private storage(): Storage | undefined {
    const { lacks, stored } = this.world;
    if (lacks.storage === 'blocked') {
      throw new DOMException('blocked', 'SecurityError');
    }
    return new Proxy(
      {
        getItem: (key: string) => stored.get(key) ?? null,
        setItem: (key: string, value: string) => {
          if (lacks.storage === 'full') {
            throw new DOMException('full', 'QuotaExceededError');
          }
          stored.set(key, value);
          this.tellOfStorage(key);
        },
        removeItem: (key: string) => {
          stored.delete(key);
          this.tellOfStorage(key);
        },
      },
      {
        ownKeys: () => [...stored.keys()],
        getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
      },
    ) as unknown as Storage;
  }

  private tellOfStorage(key: string): void {
    for (const tab of this.world.tabs) {
      if (tab !== this) {
        this.world.clock.after(MESSAGE_WAY, () => tab.run(() => tab.fire('storage', { key })));
      }
    }
  }

  private fetch(input: string | Request, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init);
    const path = new URL(request.url).pathname.replace('/api/v1', '');
    const trouble = this.world.trouble(path);
    const { clock, server, jar } = this.world;
    return new Promise((resolve, reject) => {
      const fail = () => this.run(() => reject(new TypeError('network error')));
      request.signal.addEventListener('abort', fail);
      const answer = (response: Response) => this.run(() => resolve(response));
      if (trouble === 'hangs') {
        return;
      }
      clock.after(WAY, async () => {
        if (trouble === 'lost-request') {
          fail();
        } else if (trouble === 'error') {
          answer(new Response('broken', { status: 500 }));
        } else if (trouble === 'busy') {
          answer(
            Response.json(
              { type: '/problems/overloaded' },
              { status: 503, headers: { 'Retry-After': '7' } },
            ),
          );
        } else if (trouble === 'portal') {
          answer(new Response('<html>Welcome to the hotel</html>', { status: 200 }));
        } else if (!request.url.startsWith(SERVER)) {
          const authorization = request.headers.get('Authorization');
          this.world.authorizations.push(authorization);
          this.world.bodies.push(await request.text());
          const status = this.world.api?.() ?? (server.accepts(authorization) ? 200 : 401);
          answer(new Response('{}', { status }));
        } else if (this.world.refuse(path)) {
          const problem = { type: '/problems/sign-in-required', reason: this.world.refuse(path) };
          answer(Response.json(problem, { status: 401 }));
        } else {
          const cookie = jar.cookie;
          const text = await request.text();
          const { response, set } = server.handle(
            path,
            request.headers,
            text ? JSON.parse(text) : {},
            cookie,
          );
          clock.after(WAY, () => {
            if (trouble === 'lost-answer') {
              fail();
              return;
            }
            // The browser stores the cookie when the answer arrives, whatever the tab does.
            if (set !== undefined) {
              jar.cookie = set ?? undefined;
            }
            answer(response);
          });
        }
      });
    });
  }
}
