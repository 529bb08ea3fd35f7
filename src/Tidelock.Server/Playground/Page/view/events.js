// The live list of the user's own events: a long poll that hangs until something happens.

import { pauseAfter, wait } from '../client/elapsed.js';
import { byId, el, show } from './dom.js';
import { kindInWords } from './kinds.js';
import { REASONS } from './reasons.js';
import { clockTime, moment } from './wording.js';

const PATH = '/api/v1/auth/events';

/** How long the server may hold a poll, in seconds, and how long the page waits for it. */
const POLL_SECONDS = 20;
const POLL_PATIENCE = (POLL_SECONDS + 10) * 1000;
const PAGE_SIZE = 50;

/** Older lines fall off the end of the list. */
const MOST_LINES = 60;

/** Times are compared as text of this many digits. */
const MOMENT_DIGITS = 15;

const TONES = { warning: 'warn', critical: 'alarm' };

/**
 * @param {import('../client/session.js').Session} session
 * @param {(event: any) => void} onEvent called for each event that is new
 */
export function eventsCard(session, onEvent) {
  const list = el('ol', { class: 'rows', tabindex: '0', 'aria-label': 'Events, newest first' });
  const empty = el('p', { class: 'soft' },
    'Nothing yet. Sign in from a private window, or end a session, and see.');
  show(byId('events'), empty, list);
  let polling = null;

  /** Newest first. The server's events come a moment late: they are sealed in batches. */
  function add(line) {
    empty.hidden = true;
    const older = [...list.children].find((other) => other.dataset.at <= line.dataset.at);
    list.insertBefore(line, older ?? null);
    while (list.children.length > MOST_LINES) {
      list.lastElementChild.remove();
    }
  }

  /** A line that only this page knows of: the server counts plain renewals, it lists none. */
  function note(text) {
    add(line({ title: text, at: Date.now(), tone: 'tide', detail: 'in this tab' }));
  }

  async function poll(signal) {
    let cursor = 0;
    let failures = 0;
    while (!signal.aborted) {
      const waiting = cursor === 0 ? 0 : POLL_SECONDS;
      const answer = await session.call(
        `${PATH}?after=${cursor}&limit=${PAGE_SIZE}&wait=${waiting}`,
        { method: 'GET', signal, patience: POLL_PATIENCE });
      if (answer.kind === 'ok') {
        failures = 0;
        cursor = answer.body.cursor;
        answer.body.events.forEach((event) => take(event, session.token?.sid));
        state('live', 'calm');
      } else if (!signal.aborted) {
        state('reconnecting', 'warn');
        await wait(Math.max(answer.retryAfter ?? 0, pauseAfter(failures++)), signal);
      }
    }
  }

  function take(event, sid) {
    add(line({
      title: kindInWords(event.kind),
      at: event.at,
      tone: TONES[event.severity] ?? '',
      detail: [
        REASONS[event.reason]?.title ?? event.reason,
        event.session === null ? null : event.session === sid ? 'this session' : 'another session',
        event.address,
      ].filter(Boolean).join(' · '),
    }));
    onEvent(event);
  }

  function start() {
    if (!polling) {
      polling = new AbortController();
      void poll(polling.signal);
    }
  }

  function stop() {
    polling?.abort();
    polling = null;
    list.replaceChildren();
    empty.hidden = false;
    state('connecting', '');
  }

  return { start, stop, note };
}

function state(text, tone) {
  const badge = byId('events-state');
  badge.textContent = text;
  badge.className = `badge ${tone}`;
}

function line({ title, at, tone, detail }) {
  const moments = String(new Date(at).getTime()).padStart(MOMENT_DIGITS, '0');
  return el('li', { class: `event ${tone}`, 'data-at': moments },
    el('span', { class: 'dot', 'aria-hidden': 'true' }),
    el('div', { class: 'what' },
      el('p', {}, el('strong', {}, title)),
      el('p', { class: 'soft small' }, detail)),
    el('time', { class: 'soft small', datetime: new Date(at).toISOString(), title: moment(at) },
      clockTime(at)));
}
