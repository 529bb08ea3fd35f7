// This browser's key, and proofs that it is here (DPoP, RFC 9449). The private half can't be
// exported, not even by this page: a refresh cookie that is copied elsewhere is worth nothing.

const DATABASE = 'tidelock';
const STORE = 'keys';
const NAME = 'p256';
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' };
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' };
const ID_BYTES = 16;

/** The newest nonce the server gave; with it a proof holds even when this clock is wrong. */
let nonce = null;

/** Keys need a secure context: https, or http on this very machine. */
export const canHoldKey = Boolean(globalThis.isSecureContext && globalThis.indexedDB);

/** Remembers the nonce of an answer that carried one. */
export function noteNonce(answer) {
  nonce = answer.nonce ?? nonce;
}

/**
 * This browser's key pair, made on first use. Null where the browser can't keep one.
 * @returns {Promise<CryptoKeyPair|null>}
 */
export async function deviceKey() {
  if (!canHoldKey) {
    return null;
  }
  try {
    const database = await open();
    const kept = await request(keys(database, 'readonly').get(NAME));
    return kept ?? (await make(database));
  } catch {
    // Private windows and full disks may refuse storage; the session then goes unbound.
    return null;
  }
}

/**
 * The DPoP header for one request.
 * @param {CryptoKeyPair} key
 * @param {string} method
 * @param {string} path
 */
export async function proof(key, method, path) {
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', key.publicKey);
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } };
  const claims = {
    jti: base64url(crypto.getRandomValues(new Uint8Array(ID_BYTES))),
    htm: method,
    htu: location.origin + path,
    iat: Math.floor(Date.now() / 1000),
    ...(nonce ? { nonce } : {}),
  };
  const signed = `${encode(header)}.${encode(claims)}`;
  const bytes = new TextEncoder().encode(signed);
  const signature = await crypto.subtle.sign(SIGNATURE, key.privateKey, bytes);
  return `${signed}.${base64url(new Uint8Array(signature))}`;
}

/** The key's RFC 7638 thumbprint, shown so that a person can tell two browsers apart. */
export async function thumbprint(key) {
  const { crv, kty, x, y } = await crypto.subtle.exportKey('jwk', key.publicKey);
  const canonical = JSON.stringify({ crv, kty, x, y });
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(canonical));
  return base64url(new Uint8Array(digest));
}

async function make(database) {
  const made = await crypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify']);
  // Another tab may have made one in the meantime: the first to be kept is everybody's.
  const store = keys(database, 'readwrite');
  const kept = await request(store.get(NAME));
  if (kept) {
    return kept;
  }
  await request(store.put(made, NAME));
  return made;
}

function open() {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  return request(opening);
}

function keys(database, mode) {
  return database.transaction(STORE, mode).objectStore(STORE);
}

function request(pending) {
  return new Promise((resolve, reject) => {
    pending.onsuccess = () => resolve(pending.result);
    pending.onerror = () => reject(pending.error);
    pending.onblocked = () => reject(new Error('The key store is blocked by an older page.'));
  });
}

function encode(value) {
  return base64url(new TextEncoder().encode(JSON.stringify(value)));
}

function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
