// The session of this tab: it holds the access token in memory, renews it before it runs out,
// follows the other tabs, and tells the page what changed.

import { send } from './answer.js';
import { deviceKey, noteNonce, proof } from './device-key.js';
import { pauseAfter, stopwatch } from './elapsed.js';
import { heldToken, isNewer } from './held-token.js';
import { recall, remember } from './memory.js';
import { renew } from './renewal.js';
import { alone, ask, listen, tell } from './tabs.js';

const LOGIN = '/api/v1/auth/login';

/** The access token is no good: what a renewal says counts. */
const REFUSALS = new Set(['invalid-access-token', 'sign-in-required']);

/** Nonces asked for within one sign-in. */
const MOST_NONCES = 2;

/** A timer is never set for longer, in seconds: a machine that slept is noticed in time. */
const LONGEST_NAP = 30;

/** Other tabs hear of the person's input at most this often, in seconds. */
const INPUT_NEWS_EVERY = 15;

const WAKE_EVENTS = ['focus', 'pageshow', 'online'];
const INPUT_EVENTS = ['pointerdown', 'keydown', 'wheel', 'touchmove'];

/** @typedef {'starting'|'signed-out'|'signed-in'} Phase */

export class Session {
  #listeners = new Set();
  #phase = 'starting';
  #token = null;
  #refusal = recall().refusal;
  #trouble = null;
  #flight = null;
  #failures = 0;
  #timer = 0;
  #sinceInput = stopwatch();
  #sinceInputNews = stopwatch(0);
  // Raised by sign-in and sign-out: an answer that was asked for before is dropped.
  #epoch = 0;

  /** @returns {Phase} */
  get phase() { return this.#phase; }

  get token() { return this.#token; }

  /** Why the last session ended; null when nobody was signed out. */
  get refusal() { return this.#refusal; }

  /** Why renewing does not work at the moment; null when all is well. */
  get trouble() { return this.#trouble; }

  get isRenewing() { return this.#flight !== null; }

  /** Calls `listener` after every change. Returns a function that stops it. */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Picks up the session of this browser, if there is one. */
  async start() {
    listen((message) => this.#hear(message));
    WAKE_EVENTS.forEach((name) => addEventListener(name, () => this.#wake()));
    document.addEventListener('visibilitychange', () => this.#wake());
    INPUT_EVENTS.forEach((name) => addEventListener(name, () => this.#noteInput(), {
      passive: true, capture: true,
    }));
    if (!recall().here) {
      this.#enter('signed-out');
      return;
    }
    await this.renew();
  }

  /**
   * Signs in.
   * @param {{username: string, password: string, remember: boolean, bind: boolean}} form
   * @returns {Promise<import('./answer.js').Answer>}
   */
  async signIn({ username, password, remember: stay, bind }) {
    const key = bind ? await deviceKey() : null;
    const body = { username, password, remember: stay, mode: 'cookie' };
    for (let nonces = 0; ; nonces++) {
      const headers = key ? { DPoP: await proof(key, 'POST', LOGIN) } : {};
      const answer = await send(LOGIN, { body, headers });
      noteNonce(answer);
      if (answer.kind === 'ok') {
        this.#epoch++;
        this.#adopt(heldToken(answer.body, 'signing in'), { share: true });
        return answer;
      }
      if (answer.name !== 'use-dpop-nonce' || nonces >= MOST_NONCES) {
        return answer;
      }
    }
  }

  /** Renews the token; calls that come while one is under way share it. Never rejects. */
  renew() {
    this.#flight ??= this.#renewAlone().finally(() => {
      this.#flight = null;
      this.#changed();
      this.#arm();
    });
    this.#changed();
    return this.#flight;
  }

  /**
   * Calls an endpoint with the access token; renews and tries once more when it is refused.
   * @returns {Promise<import('./answer.js').Answer>}
   */
  async call(path, options = {}) {
    for (let tries = 0; ; tries++) {
      if (this.#token?.lastsFor() === 0) {
        await this.renew();
      }
      const token = this.#token;
      if (!token) {
        return { kind: 'lost' };
      }
      const answer = await send(path, { ...options, headers: bearer(token) });
      if (!REFUSALS.has(answer.name) || tries > 0) {
        return answer;
      }
      if (this.#token === token) {
        await this.renew();
      }
    }
  }

  /**
   * Signs out here, or everywhere.
   * @param {'here'|'everywhere'} where
   */
  async signOut(where) {
    const answer = where === 'here'
      ? await send('/api/v1/auth/logout')
      : await this.call('/api/v1/auth/logout-all');
    if (answer.kind === 'ok') {
      const reason = where === 'here' ? 'signed_out' : 'signed_out_everywhere';
      this.#end(reason, { share: true });
    }
    return answer;
  }

  async #renewAlone() {
    const epoch = this.#epoch;
    const before = this.#token;
    const overtaken = () => this.#epoch !== epoch || this.#token !== before;
    await alone(async () => {
      // While this tab waited its turn another one may have renewed: then there is nothing to do.
      await ask({ type: 'any-news' }, 'token');
      if (overtaken()) {
        return;
      }
      const verdict = await renew({
        key: recall().bound ? await deviceKey() : null,
        sid: before?.sid ?? null,
        idleFor: this.#sinceInput(),
      });
      if (!overtaken()) {
        this.#take(verdict);
      }
    });
  }

  #take(verdict) {
    switch (verdict.kind) {
      case 'renewed':
        this.#adopt(heldToken(verdict.answer, 'this tab'), { share: true });
        break;
      case 'ended':
        this.#end(verdict.reason, { share: true });
        break;
      case 'replaced':
        this.#end('replaced_by_sign_in', { share: false });
        break;
      default: {
        const pause = Math.max(verdict.after ?? 0, pauseAfter(this.#failures++));
        const since = stopwatch();
        this.#trouble = { why: verdict.why, retryIn: () => Math.max(0, pause - since()) };
      }
    }
  }

  #adopt(token, { share }) {
    this.#token = token;
    this.#failures = 0;
    this.#trouble = null;
    this.#refusal = null;
    if (share) {
      // A cookie client may use the token at once: the browser has stored the cookie already.
      remember({ here: true, bound: token.answer.session.bound, refusal: null });
      tell(tokenMessage(token));
      void send('/api/v1/client-events', { body: {}, headers: bearer(token) });
    }
    this.#enter('signed-in');
    this.#arm();
  }

  #end(reason, { share }) {
    const sid = this.#token?.sid ?? null;
    this.#epoch++;
    this.#token = null;
    this.#trouble = null;
    this.#refusal = { reason, at: Date.now() };
    clearTimeout(this.#timer);
    if (share) {
      remember({ here: false, refusal: this.#refusal });
      tell({ type: 'signed-out', sid, reason });
    }
    this.#enter('signed-out');
  }

  #hear(message) {
    switch (message.type) {
      case 'any-news':
        if (this.#token) {
          tell(tokenMessage(this.#token));
        }
        break;
      case 'token':
        if (isNewer(message.answer, this.#token)) {
          this.#adopt(heldToken(message.answer, 'another tab', message.receivedAt), {
            share: false,
          });
        }
        break;
      case 'signed-out':
        if (this.#token && message.sid === this.#token.sid) {
          this.#end(message.reason, { share: false });
        } else if (this.#token && message.sid === null) {
          // A tab that held no token was refused. Whether that concerns this one, the server knows.
          void this.renew();
        }
        break;
      case 'input':
        this.#sinceInput = stopwatch();
        break;
    }
  }

  #noteInput() {
    this.#sinceInput = stopwatch();
    if (this.#sinceInputNews() > INPUT_NEWS_EVERY) {
      this.#sinceInputNews = stopwatch();
      tell({ type: 'input' });
    }
  }

  #wake() {
    if (document.visibilityState === 'visible') {
      this.#arm();
    }
  }

  /** Seconds until the next renewal should be tried. */
  #dueIn() {
    return this.#trouble?.retryIn() ?? this.#token?.renewsIn() ?? 0;
  }

  #arm() {
    clearTimeout(this.#timer);
    if (this.#phase === 'signed-out' || this.#flight) {
      return;
    }
    const due = this.#dueIn();
    if (due === 0) {
      void this.renew();
      return;
    }
    this.#timer = setTimeout(() => this.#arm(), Math.min(due, LONGEST_NAP) * 1000);
  }

  #enter(phase) {
    this.#phase = phase;
    this.#changed();
  }

  #changed() {
    this.#listeners.forEach((listener) => listener());
  }
}

function bearer(token) {
  return { Authorization: `Bearer ${token.answer.accessToken}` };
}

function tokenMessage({ answer, receivedAt }) {
  return { type: 'token', answer, receivedAt };
}
