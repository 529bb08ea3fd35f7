// What stands in an access token, and what each part is for.

import { moment } from './wording.js';

const HEADER = {
  alg: 'How it is signed: ECDSA on P-256. Nothing else is accepted.',
  typ: 'An access token (RFC 9068), so that no other JWT is ever taken for one.',
  kid: 'Which of the server\'s public keys checks the signature.',
};

const CLAIMS = {
  iss: 'The server that issued it.',
  aud: 'The API it is meant for. Any other must refuse it.',
  sub: 'The user, by an id that never changes.',
  sid: 'The session. Ending that ends this.',
  client_id: 'The application that asked for it.',
  iat: 'When it was issued, by the server\'s clock.',
  exp: 'From then on APIs refuse it.',
  jti: 'Unique to this token.',
  auth_time: 'When the person last proved who they are.',
  amr: 'How: with a password.',
  gen: 'The generation of the refresh token that came along. Using this token tells the server '
    + 'that it arrived.',
  roles: 'What the application lets this user do; read again at every renewal.',
};

const TIMES = new Set(['iat', 'exp', 'auth_time']);

/** Rows of `{name, value, meaning}` for a header given as JSON text. */
export function headerRows(json) {
  return rows(json, HEADER);
}

/** Rows of `{name, value, meaning}` for a payload given as JSON text. */
export function claimRows(json) {
  return rows(json, CLAIMS);
}

function rows(json, meanings) {
  return Object.entries(JSON.parse(json)).map(([name, value]) => ({
    name,
    value: TIMES.has(name) ? `${value} · ${moment(value * 1000)}` : plain(value),
    meaning: meanings[name] ?? 'Added by the application.',
  }));
}

function plain(value) {
  return Array.isArray(value) ? value.join(', ') : String(value);
}
