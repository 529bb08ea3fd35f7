// The card that takes the access token apart: three coloured parts, a tab for each.

import { partsOf } from '../client/held-token.js';
import { claimRows, headerRows } from './claims.js';
import { byId, el, icon, show } from './dom.js';
import { checkSignature } from './signature.js';

const PARTS = ['header', 'claims', 'signature'];
const TITLES = { header: 'Header', claims: 'Claims', signature: 'Signature' };

const VERDICTS = {
  valid: ['calm', 'check', 'Valid: checked in this page with the server\'s public key.'],
  wrong: ['alarm', 'alert', 'Wrong: an API must refuse this token.'],
  unknown: ['warn', 'info', 'Not checked: the public key could not be had.'],
};

/** @param {import('../client/session.js').Session} session */
export function tokenCard(session) {
  const encoded = el('p', {
    class: 'encoded mono', tabindex: '0', role: 'group', 'aria-label': 'The token as it is sent',
  });
  const tabs = PARTS.map((part) => tab(part, choose));
  const panels = Object.fromEntries(PARTS.map((part) => [part, panel(part)]));
  let shown = null;
  show(byId('token'), encoded,
    el('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Parts of the token' }, tabs),
    Object.values(panels));
  choose('claims');

  function choose(part, focus = false) {
    for (const button of tabs) {
      const chosen = button.dataset.part === part;
      button.setAttribute('aria-selected', String(chosen));
      button.tabIndex = chosen ? 0 : -1;
      panels[button.dataset.part].hidden = !chosen;
      if (chosen && focus) {
        button.focus();
      }
    }
  }

  function update() {
    const text = session.token?.answer.accessToken;
    if (!text || text === shown) {
      return;
    }
    shown = text;
    const { header, payload, signature } = partsOf(text);
    const [first, second] = text.split('.');
    show(encoded, el('span', { class: 'header' }, first), '.',
      el('span', { class: 'claims' }, second), '.',
      el('span', { class: 'signature' }, signature));
    show(panels.header, table(headerRows(header), 'Header of the access token'));
    show(panels.claims, table(claimRows(payload), 'Claims of the access token'));
    void showSignature(panels.signature, text, signature);
  }

  return { update };
}

async function showSignature(panel, text, signature) {
  show(panel, el('p', { class: 'soft' }, 'Checking…'));
  const [tone, sign, words] = VERDICTS[await checkSignature(text)];
  show(panel,
    el('p', { class: `note ${tone}` }, icon(sign), el('strong', {}, words)),
    el('p', { class: 'mono part signature' }, signature),
    el('p', { class: 'soft small' }, 'Whoever changes a letter of the first two parts breaks it. '
      + 'An API checks it without asking this server, with the keys at ',
    el('a', { href: '/.well-known/jwks.json' }, '/.well-known/jwks.json'), '.'));
}

function tab(part, choose) {
  return el('button', {
    type: 'button', role: 'tab', id: `tab-${part}`, class: part, 'data-part': part,
    'aria-controls': `panel-${part}`,
    click: () => choose(part),
    keydown: (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) {
        event.preventDefault();
        const next = (PARTS.indexOf(part) + step + PARTS.length) % PARTS.length;
        choose(PARTS[next], true);
      }
    },
  }, TITLES[part]);
}

function panel(part) {
  return el('div', {
    id: `panel-${part}`, role: 'tabpanel', tabindex: '0', 'aria-labelledby': `tab-${part}`,
  });
}

function table(rows, caption) {
  return el('table', {}, el('caption', { class: 'unseen' }, caption),
    el('thead', { class: 'unseen' }, el('tr', {},
      el('th', { scope: 'col' }, 'Name'), el('th', { scope: 'col' }, 'Value and meaning'))),
    el('tbody', {}, rows.map(({ name, value, meaning }) => el('tr', {},
      el('th', { scope: 'row' }, el('code', {}, name)),
      el('td', {}, el('span', { class: 'value mono' }, value),
        el('span', { class: 'meaning soft' }, meaning))))));
}
