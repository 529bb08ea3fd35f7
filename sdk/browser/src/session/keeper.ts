import type { Environment } from '../environment.js';
import { TidelockError } from '../errors.js';
import type { Server } from '../http/server.js';
import type { Tabs } from '../tabs/tabs.js';
import type { Observation } from '../api.js';
import type { Activity } from './activity.js';
import type { Ending } from './ending.js';
import { wait } from './elapsed.js';
import { endedSessions } from './ended.js';
import { pauseOf, type Pause } from './pause.js';
import type { Register } from './register.js';
import { isReplaced, renew as present, type Verdict } from './renewal.js';
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
export class Keeper {
  held: Held | null = null;
  endReason: string | null = null;
  trouble: string | null = null;
  /** Sign-ins of this tab that are under way. */
  signingIn = 0;
  flight: Promise<void> | null = null;
  /** The session that this tab believes in and its user, also while it has no token of it. */
  sid: string | undefined;
  user: string | undefined;

  readonly pause: Pause;
  /** Sessions of which nothing is taken any more. */
  readonly ended = endedSessions();
  /** Raised by sign-ins and ends: the answer to an older renewal is dropped. */
  private guard = 0;
  private overtaken = new AbortController();

  constructor(private readonly parts: Parts) {
    this.pause = pauseOf(parts.environment);
  }

  /** Milliseconds until the next renewal should be tried; undefined when nobody is signed in. */
  dueIn(): number | undefined {
    return this.sid === undefined && this.endReason !== null
      ? undefined
      : Math.max(
          this.pause.left(),
          this.held ? Math.min(dueIn(this.held), this.parts.ending.dueIn(this.held)) : 0,
        );
  }

  /** Leaves no token, for a page that is put away or was asleep; what is under way is dropped. */
  forget(): void {
    this.guard++;
    this.held = null;
    this.overtaken.abort();
  }

  /** Renews; calls meanwhile share it. Never rejects. `isHere`: the person says so. */
  renew(isHere?: boolean): Promise<void> {
    if (!this.flight) {
      // In a turn of its own, so that a listener may ask for it and wait.
      this.flight = Promise.resolve(this.parts.environment.shown())
        .then(() => this.fly(isHere))
        .catch(() => {})
        .finally(() => {
          this.flight = null;
          this.parts.changed();
        });
      this.parts.changed();
    }
    return this.flight;
  }

  private async fly(isHere?: boolean): Promise<void> {
    const { tabs, environment } = this.parts;
    const [guard, before] = [this.guard, this.held];
    const { signal } = (this.overtaken = new AbortController());
    const isOver = () => this.guard !== guard || this.held !== before;
    const began = environment.steady();
    const work = async (waited: boolean) => {
      this.parts.observe({ kind: 'lock', took: environment.steady() - began });
      if (!isOver()) {
        if (!before) {
          tabs.tell({ v: 1, ask: environment.now() });
        }
        await wait(environment, waited ? LISTEN_AFTER_WAIT : LISTEN, signal);
      }
      if (isOver() || this.pause.left() || this.isOut()) {
        return;
      }
      let verdict = await this.ask(isHere);
      if (isReplaced(verdict) && this.guard === guard) {
        this.ended.add(this.sid);
        this.held = null;
        this.sid = undefined;
        verdict = await this.ask(isHere);
      }
      if (this.guard === guard) {
        this.take(verdict);
      }
    };
    await tabs.alone(work, signal, !!before);
  }

  private async ask(isHere?: boolean): Promise<Verdict> {
    const { environment, server, register, activity, observe } = this.parts;
    const began = environment.steady();
    const entry = register.read();
    const written = entry?.sid && !this.ended.has(entry.sid) ? entry : undefined;
    const session = this.sid ?? written?.sid;
    const bound = this.held?.session.bound ?? written?.bound ?? true;
    const verdict = await present(environment, server, {
      ...(session && { session }),
      bound,
      idleFor: isHere ? 0 : activity.idleFor(),
    });
    const took = environment.steady() - began;
    const { kind, why } = verdict as { kind: Verdict['kind']; why?: string };
    observe({ kind: 'renewal', took, outcome: kind, why });
    return verdict;
  }

  /** Whether it is written that nobody is signed in, or that this session is being signed out. */
  private isOut(): boolean {
    const entry = this.parts.register.read();
    if (entry?.out !== undefined) {
      this.end(this.sid, entry.out);
      return true;
    }
    return this.ended.has(this.sid);
  }

  private take(verdict: Verdict): void {
    switch (verdict.kind) {
      case 'renewed':
        this.adopt(verdict.grant);
        break;
      case 'ended':
        this.refused(verdict.why);
        break;
      default:
        this.later(verdict.why, verdict.retryAfter);
    }
  }

  /**
   * Takes what the server answered to this tab, and tells the others. False when it is nothing to
   * take.
   */
  adopt(grant: Grant): boolean {
    const { environment, server, tabs, register } = this.parts;
    const next = hold(environment, grant);
    if (!next || this.ended.has(next.session.id) || register.leaving().includes(next.session.id)) {
      this.later('unreadable', null);
      return false;
    }
    register.write({ sid: next.session.id, bound: next.session.bound });
    tabs.tell({ v: 1, grant, receivedAt: next.receivedAt });
    // At once, and beside handing out the token: a thief who has the one before is noticed by it.
    void server.send('/client-events', {
      body: {},
      headers: { Authorization: `Bearer ${next.accessToken}` },
      keepalive: true,
    });
    this.enter(next);
    return true;
  }

  private enter(next: Held): void {
    this.held = next;
    this.sid = next.session.id;
    this.user = next.user;
    this.endReason = this.trouble = null;
    this.pause.recover();
    this.overtaken.abort();
    this.parts.changed();
  }

  /** The server wants a sign-in. What only this tab was told leaves it the token that it has. */
  private refused(reason: string): void {
    if (!MINE_ALONE.has(reason)) {
      this.endEverywhere(this.sid, reason);
    } else if (works(this.held)) {
      this.later(reason, null);
    } else {
      this.end(this.sid, this.sid === undefined && reason === 'invalid_token' ? '' : reason);
    }
  }

  private later(why: string, retryAfter: number | null): void {
    this.trouble = why;
    const until = this.pause.begin(retryAfter);
    if (retryAfter !== null) {
      this.parts.tabs.tell({ v: 1, pause: until });
    }
    this.parts.changed();
  }

  /** The session is over for all tabs of this browser. */
  endEverywhere(sid: string | undefined, reason: string): void {
    const entry = this.parts.register.read();
    if (!entry?.sid || entry.sid === sid) {
      this.parts.register.write({ out: reason });
    }
    if (sid) {
      this.parts.tabs.tell({ v: 1, end: sid, reason });
    }
    this.end(sid, reason);
  }

  /** The session is over for this tab. */
  private end(sid: string | undefined, reason: string): void {
    this.guard++;
    this.ended.add(sid);
    this.held = null;
    this.sid = this.user = undefined;
    this.trouble = null;
    this.endReason = reason;
    this.overtaken.abort();
    this.parts.changed();
  }

  /** Takes the answer to a sign-in. The server has ended the session whose cookie it replaced. */
  signedIn(grant: Grant): boolean {
    const { sid } = this;
    const { register } = this.parts;
    this.guard++;
    if (!this.adopt(grant)) {
      return false;
    }
    if (sid !== this.sid) {
      this.ended.add(sid);
    }
    register.leaving().forEach((each) => register.left(each));
    return true;
  }

  /** Goes on with a token that another tab has. */
  follow(next: Held): void {
    if (this.sid !== next.session.id) {
      this.guard++;
      this.ended.add(this.sid);
    }
    this.enter(next);
  }

  /** Another tab says that a session is over. */
  heardEnd(sid: string, reason: string): void {
    this.ended.add(sid);
    if (sid === this.sid) {
      this.end(sid, reason);
    }
  }

  /** Without a channel, what is written down is the only news of other tabs. */
  reread(): void {
    const entry = this.parts.register.read();
    if (entry?.out !== undefined) {
      if (this.sid !== undefined) {
        this.end(this.sid, entry.out);
      }
    } else if (entry && entry.sid !== this.sid && !this.flight && !this.signingIn) {
      // Somebody signed in. Another tab's token can't be had here, so that one is asked for. Calls
      // that wait keep to the user whose they are.
      this.forget();
      this.ended.add(this.sid);
      this.sid = undefined;
      this.endReason = null;
      this.parts.changed();
    }
  }

  /** Why there is no token. */
  error(): TidelockError {
    return this.sid === undefined && this.endReason !== null
      ? new TidelockError('sign_in_required', this.endReason)
      : new TidelockError('unreachable', this.trouble ?? '', Math.ceil((this.dueIn() ?? 0) / 1000));
  }
}
