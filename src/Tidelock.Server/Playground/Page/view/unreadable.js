// The page tries to get at the secrets, and shows that it can't.

import { deviceKey } from '../client/device-key.js';
import { byId, el, icon, show } from './dom.js';

/** Tries to read the refresh token and to export the private key, and shows what came of it. */
export async function unreadableCard() {
  show(byId('unreadable'),
    el('p', { class: 'soft' }, 'The refresh token lives in a cookie marked HttpOnly: the browser '
      + 'sends it, no script sees it, so a script that was smuggled into a page can’t take it '
      + 'away. The key that proves which browser this is can be used but not copied.'),
    el('dl', { class: 'attempts' },
      attempt('document.cookie', quoted(document.cookie)),
      attempt('exportKey("pkcs8", privateKey)', await tryExport()),
      attempt('localStorage', storedNames())));
}

async function tryExport() {
  const key = await deviceKey();
  if (!key) {
    return 'this browser keeps no key';
  }
  try {
    await crypto.subtle.exportKey('pkcs8', key.privateKey);
    return 'exported';
  } catch (error) {
    return error.name;
  }
}

function storedNames() {
  try {
    return Object.keys(localStorage).join(', ') || 'nothing';
  } catch {
    return 'not allowed';
  }
}

function quoted(text) {
  return text === '' ? '"" (empty)' : text;
}

function attempt(code, result) {
  return el('div', {}, el('dt', {}, el('code', {}, code)),
    el('dd', {}, icon('lock'), el('code', {}, result)));
}
