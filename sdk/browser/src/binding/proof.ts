import type { Environment } from '../environment.js';

const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' };
const ID_BYTES = 16;

/**
 * A proof for one request that this browser has the key (DPoP, RFC 9449). With a nonce of the
 * server it holds whatever this machine's clock says.
 */
export async function prove(
  environment: Environment,
  key: CryptoKeyPair,
  method: string,
  url: string,
  nonce: string | null,
): Promise<string> {
  const crypto = environment.crypto()!;
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', key.publicKey);
  const signed = [
    { typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } },
    {
      jti: base64url(crypto.getRandomValues(new Uint8Array(ID_BYTES))),
      htm: method,
      htu: url,
      iat: Math.floor(environment.now() / 1000),
      ...(nonce && { nonce }),
    },
  ]
    .map((part) => base64url(new TextEncoder().encode(JSON.stringify(part))))
    .join('.');
  const bytes = new TextEncoder().encode(signed);
  const signature = await crypto.subtle.sign(SIGNATURE, key.privateKey, bytes);
  return `${signed}.${base64url(new Uint8Array(signature))}`;
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=/g, '');
}
