// Messages above the page: trouble with renewing, failures of a button, a wrong address.

import { send } from '../client/answer.js';
import { byId, el, icon, show } from './dom.js';
import { trouble } from './troubles.js';
import { countdown, duration } from './wording.js';

/** @param {import('../client/session.js').Session} session */
export function notices(session) {
  const renewing = el('div', {});
  const failed = el('div', { role: 'alert' });
  const address = el('div', {});
  show(byId('notices'), address, failed, renewing);
  void checkAddress(address);

  /** Shows a failure until the next one, or until it is closed. */
  function complain(text) {
    show(failed, el('div', { class: 'note warn' }, icon('alert'), el('p', {}, text),
      el('button', { type: 'button', class: 'button slim', click: () => show(failed) }, 'Close')));
  }

  let shown = null;
  const next = el('p', { class: 'soft', 'aria-hidden': 'true' });

  function update() {
    const problem = session.trouble;
    if (problem !== shown) {
      shown = problem;
      show(renewing, problem ? renewalNote(session, problem, next) : null);
    }
    if (problem) {
      const seconds = problem.retryIn();
      next.textContent = seconds > 0 ? `Next try in ${countdown(seconds)}.` : 'Trying…';
    }
  }

  return { update, complain };
}

function renewalNote(session, problem, next) {
  const works = session.token?.lastsFor() ?? 0;
  const effect = works > 0
    ? `You stay signed in: the token works for another ${duration(works)}.`
    : 'You are not signed out; the page goes on as soon as the server answers.';
  return el('div', { class: 'note warn', role: 'status' }, icon('alert'),
    el('p', {}, `${trouble(problem.why)} ${effect}`), next);
}

/** Proofs of the browser's key name the server's public address; another one can't work. */
async function checkAddress(place) {
  const answer = await send('/.well-known/openid-configuration', { method: 'GET' });
  const issuer = answer.kind === 'ok' ? answer.body.issuer : null;
  if (issuer && new URL(issuer).origin !== location.origin) {
    show(place, el('p', { class: 'note warn' }, icon('info'), el('span', {},
      'This server’s address is ', el('a', { href: issuer }, issuer),
      '. Binding to the browser’s key works only there.')));
  }
}
