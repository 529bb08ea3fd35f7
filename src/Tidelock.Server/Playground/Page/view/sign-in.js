// The way in: the form, the demo accounts, and why the last session ended.

import { canHoldKey } from '../client/device-key.js';
import { send } from '../client/answer.js';
import { byId, el, icon, show } from './dom.js';
import { REASONS, explain } from './reasons.js';
import { troubleOf } from './troubles.js';
import { moment } from './wording.js';

const SIGNS = { calm: 'info', warn: 'alert', alarm: 'alert' };

/** @param {import('../client/session.js').Session} session */
export function signInCard(session) {
  const form = byId('sign-in');
  const error = byId('sign-in-error');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit();
  });
  if (!canHoldKey) {
    form.bind.checked = false;
    form.bind.disabled = true;
    byId('bind-hint').textContent = 'Needs https, or http on this very machine.';
  }
  show(byId('glossary'), Object.values(REASONS).map(({ title, text }) =>
    el('div', {}, el('dt', {}, title), el('dd', { class: 'soft' }, text))));
  void offerAccounts(form);

  async function submit() {
    error.textContent = '';
    const missing = [form.username, form.password].find((field) => field.value === '');
    for (const field of [form.username, form.password]) {
      field.setAttribute('aria-invalid', String(field.value === ''));
    }
    if (missing) {
      error.textContent = 'Please fill in both fields.';
      missing.focus();
      return;
    }
    form.ariaBusy = 'true';
    const answer = await session.signIn({
      username: form.username.value,
      password: form.password.value,
      remember: form.remember.checked,
      bind: form.bind.checked,
    });
    form.ariaBusy = 'false';
    if (answer.kind === 'ok') {
      form.reset();
    } else {
      error.textContent = troubleOf(answer);
      form.password.focus();
    }
  }

  /** Says why the last session ended, if one did. */
  function update() {
    const { refusal } = session;
    if (!refusal) {
      show(byId('why'));
      return;
    }
    const { title, text, tone } = explain(refusal.reason);
    show(byId('why'), el('div', { class: `note ${tone}`, role: 'alert' },
      icon(SIGNS[tone]),
      el('h3', {}, title),
      el('p', {}, text),
      el('p', { class: 'soft' }, `${moment(refusal.at)} · reason `,
        el('code', {}, refusal.reason))));
  }

  return { update };
}

async function offerAccounts(form) {
  const answer = await send('/playground/accounts.json', { method: 'GET' });
  if (answer.kind !== 'ok') {
    return;
  }
  show(byId('accounts'), answer.body.map(({ name, password, roles }) => el('button', {
    type: 'button', class: 'account',
    click: () => {
      form.username.value = name;
      form.password.value = password;
      form.requestSubmit();
    },
  }, icon('person'), el('span', {},
    el('span', { class: 'soft small' }, 'Continue as '),
    el('strong', {}, `${name}, ${roles.join(', ')}`)))));
}
