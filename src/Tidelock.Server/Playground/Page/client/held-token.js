// The access token a tab holds, with what is needed to know when it is due.

import { stopwatch } from './elapsed.js';

/**
 * @param {any} answer the server's answer to a sign-in or a renewal
 * @param {string} by how this tab came by it
 * @param {number} [receivedAt] the machine's `Date.now()` when a tab received it
 */
export function heldToken(answer, by, receivedAt = Date.now()) {
  const age = stopwatch(receivedAt);
  return {
    answer,
    by,
    receivedAt,
    claims: claimsOf(answer.accessToken),
    sid: answer.session.id,
    /** Seconds until it is time to renew; 0 when it is due. */
    renewsIn: () => Math.max(0, answer.refreshAt - age()),
    /** Seconds for which APIs still accept it. */
    lastsFor: () => Math.max(0, answer.expiresIn - age()),
  };
}

/**
 * Whether `answer` is news to a tab that holds `token`. A late answer must never replace a newer
 * one, so within a session only a higher generation counts, or a fresher copy of the same one.
 */
export function isNewer(answer, token) {
  if (!token) {
    return true;
  }
  const theirs = claimsOf(answer.accessToken);
  const sameSession = answer.session.id === token.sid;
  if (sameSession && theirs.gen !== token.claims.gen) {
    return theirs.gen > token.claims.gen;
  }
  return theirs.iat > token.claims.iat;
}

/** The three parts of a token, the first two as text of JSON. */
export function partsOf(text) {
  const [header, payload, signature] = text.split('.');
  return { header: decode(header), payload: decode(payload), signature };
}

/** The bytes of a base64url text. */
export function bytesOf(text) {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function claimsOf(text) {
  return JSON.parse(partsOf(text).payload);
}

function decode(part) {
  return new TextDecoder().decode(bytesOf(part));
}
