// The card with the gauge: when the token renews, where it came from, and the button that does it
// now.

import { deviceKey, thumbprint } from '../client/device-key.js';
import { announce, announceCountdown, countdownStarted } from './announce.js';
import { byId, el, show } from './dom.js';
import { tideGauge } from './ring.js';
import { countdown, fromNow, moment } from './wording.js';

const SHORT_THUMBPRINT = 10;

/** @param {import('../client/session.js').Session} session */
export function tideCard(session) {
  const turn = tideGauge(byId('ring'));
  const button = byId('renew');
  const lasting = el('span', { class: 'figures' });
  let shown = null;
  let keyName = '';

  button.addEventListener('click', async () => {
    const before = session.token;
    await session.renew();
    if (session.token && session.token !== before) {
      announce('The token was renewed.');
    }
  });
  void deviceKey().then(async (key) => {
    keyName = key ? (await thumbprint(key)).slice(0, SHORT_THUMBPRINT) : '';
    shown = null;
    update();
  });

  function update() {
    const { token } = session;
    button.disabled = session.isRenewing || session.trouble?.retryIn() > 0;
    button.lastElementChild.textContent = session.isRenewing ? 'Renewing…' : 'Renew now';
    if (token && token !== shown) {
      shown = token;
      countdownStarted();
      show(byId('facts'), facts(token, lasting, keyName));
    }
    tick();
  }

  function tick() {
    const { token } = session;
    if (token) {
      turn(token.renewsIn(), token.answer.refreshAt);
      announceCountdown(token.renewsIn());
      lasting.textContent = countdown(token.lastsFor());
    }
  }

  return { update, tick };
}

function facts({ answer, by, claims, receivedAt }, lasting, keyName) {
  const { session } = answer;
  const bound = session.bound
    ? el('span', {}, 'to this browser\'s key ', keyName ? el('code', {}, `${keyName}…`) : '')
    : 'no: whoever has the cookie has the session';
  return [
    fact('Generation', String(claims.gen)),
    fact('Came by', `${by}, ${moment(receivedAt)}`),
    fact('APIs accept it for', lasting),
    fact('Bound', bound),
    fact('Idle limit', el('span', { title: moment(session.idleExpiresAt) },
      fromNow(session.idleExpiresAt))),
    fact('Ends at the latest', el('span', { title: moment(session.expiresAt) },
      fromNow(session.expiresAt))),
  ];
}

function fact(name, value) {
  return el('div', {}, el('dt', {}, name), el('dd', {}, value));
}
