// Checks a token's signature in the page with the server's public key, as any API would.

import { bytesOf } from '../client/held-token.js';
import { send } from '../client/answer.js';

const KEY_SET = '/.well-known/jwks.json';
const KEY = { name: 'ECDSA', namedCurve: 'P-256' };
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' };

/** Public keys by id; a key never changes under its id. */
const keys = new Map();

/**
 * @param {string} text the token
 * @returns {Promise<'valid'|'wrong'|'unknown'>} `unknown` when there is no key to check with
 */
export async function checkSignature(text) {
  const [header, payload, signature] = text.split('.');
  const { kid } = JSON.parse(new TextDecoder().decode(bytesOf(header)));
  const key = await findKey(kid);
  if (!key) {
    return 'unknown';
  }
  const signed = new TextEncoder().encode(`${header}.${payload}`);
  const holds = await crypto.subtle.verify(SIGNATURE, key, bytesOf(signature), signed);
  return holds ? 'valid' : 'wrong';
}

async function findKey(kid) {
  if (!globalThis.crypto?.subtle) {
    return null;
  }
  if (!keys.has(kid)) {
    const answer = await send(KEY_SET, { method: 'GET' });
    const published = answer.kind === 'ok' ? answer.body.keys : [];
    for (const { kid: id, kty, crv, x, y } of published) {
      const jwk = { kty, crv, x, y };
      keys.set(id, await crypto.subtle.importKey('jwk', jwk, KEY, false, ['verify']));
    }
  }
  return keys.get(kid) ?? null;
}
