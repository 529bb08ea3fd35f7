// The user's sessions: which they are, which one is this, and a button that ends each.

import { announce } from './announce.js';
import { byId, el, icon, show } from './dom.js';
import { explain } from './reasons.js';
import { troubleOf } from './troubles.js';
import { fromNow, moment } from './wording.js';

const PATH = '/api/v1/auth/tokens';

/** Events come in bundles; the list is read again this long after the last, in milliseconds. */
const SOON = 60;

const PHONES = /iOS|Android|Mobile/;

/**
 * @param {import('../client/session.js').Session} session
 * @param {(text: string) => void} complain shows a failure
 */
export function sessionsCard(session, complain) {
  const live = el('ul', { class: 'rows' });
  const summary = el('summary', {});
  const ended = el('ul', { class: 'rows' });
  const past = el('details', { hidden: true }, summary, ended);
  show(byId('sessions'), live, past);
  byId('end-others').addEventListener('click', endOthers);
  byId('sign-out-everywhere').addEventListener('click', signOutEverywhere);
  let due = 0;

  /** Soon, and once for all reasons to do it that come together. */
  function update() {
    clearTimeout(due);
    due = setTimeout(() => void read(), SOON);
  }

  async function read() {
    const asked = due;
    const answer = await session.call(PATH, { method: 'GET' });
    if (answer.kind !== 'ok' || asked !== due) {
      return;
    }
    const all = answer.body.sessions;
    const over = all.filter((one) => one.endedAt);
    const alive = all.filter((one) => !one.endedAt);
    show(live, alive.map((one) => row(one, end)));
    show(ended, over.map((one) => row(one, end)));
    summary.textContent = `Recently ended (${over.length})`;
    past.hidden = over.length === 0;
    byId('end-others').disabled = alive.length < 2;
  }

  /** Lets "5 seconds ago" grow older. */
  function tick() {
    byId('sessions').querySelectorAll('.relative').forEach((time) => {
      time.textContent = fromNow(time.dateTime);
    });
  }

  async function end(one) {
    if (one.current) {
      await session.signOut('here');
      return;
    }
    const answer = await session.call(`${PATH}/${one.id}`, { method: 'DELETE' });
    report(answer, 'The session was ended.');
  }

  async function signOutEverywhere() {
    const answer = await session.signOut('everywhere');
    if (answer.kind !== 'ok') {
      complain(troubleOf(answer));
    }
  }

  async function endOthers() {
    const answer = await session.call('/api/v1/auth/logout-others');
    report(answer, `${answer.body?.ended ?? 0} other sessions were ended.`);
  }

  function report(answer, success) {
    if (answer.kind === 'ok') {
      announce(success);
    } else if (answer.name !== 'not-found') {
      complain(troubleOf(answer));
    }
    update();
  }

  return { update, tick };
}

function row(one, end) {
  const name = `${one.browser ?? 'Unknown browser'} on ${one.os ?? 'an unknown system'}`;
  return el('li', { class: one.endedAt ? 'row over' : 'row' },
    icon(pictureOf(one)),
    el('div', { class: 'what' },
      el('p', { class: 'title' }, el('strong', {}, name), badges(one)),
      el('p', { class: 'soft small' }, one.endedAt ? endOf(one) : lifeOf(one))),
    one.endedAt ? null : el('button', {
      type: 'button', class: 'button slim danger', 'data-key': one.id,
      'aria-label': `End the session of ${name}${one.current ? ', this one' : ''}`,
      click: () => end(one),
    }, 'End'));
}

function badges(one) {
  return [
    one.current ? el('span', { class: 'badge tide' }, 'this one') : null,
    one.bound ? el('span', { class: 'badge calm' }, icon('key'), 'bound') : null,
    one.remembered ? el('span', { class: 'badge' }, 'remembered') : null,
    one.channel === 'body' ? el('span', { class: 'badge' }, 'app') : null,
  ];
}

function lifeOf(one) {
  return [
    one.address, one.place, ' · used ', relativeTime(one.lastUsedAt),
    ' · since ', el('time', { datetime: one.createdAt }, moment(one.createdAt)),
    ' · ends ', relativeTime(one.expiresAt),
  ];
}

function endOf(one) {
  return [
    explain(one.endReason).title, ' · ', relativeTime(one.endedAt),
  ];
}

function relativeTime(iso) {
  return el('time', { class: 'relative', datetime: iso, title: moment(iso) }, fromNow(iso));
}

function pictureOf({ os, channel }) {
  if (PHONES.test(os ?? '')) {
    return 'phone';
  }
  return channel === 'body' ? 'terminal' : 'laptop';
}
