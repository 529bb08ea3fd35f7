import { browserKey } from '../binding/key.js';
import { prove } from '../binding/proof.js';
import type { Environment } from '../environment.js';
import { exchange, type Answer, type Message } from './exchange.js';

/**
 * Nonces asked for within one request; when a fresh one does not help, another one won't either.
 */
const MOST_NONCES = 2;

/** The server at its public URL. */
export interface Server {
  /** Sends a request to a path below `/api/v1`. */
  send(path: string, message?: Message): Promise<Answer>;
  /** The same with a proof of the browser's key, where one is wanted and to be had. */
  prove(path: string, wanted: boolean, message?: Message): Promise<Answer>;
  /** Whether the browser keeps a key for this origin; undefined as long as nobody needed one. */
  keepsKey(): boolean | undefined;
}

/** The server at `base`, an absolute URL without a slash at its end. */
export function serverAt(environment: Environment, base: string): Server {
  let key: CryptoKeyPair | undefined;
  let keepsKey: boolean | undefined;
  let nonce: string | null = null;

  const send = async (path: string, message: Message = {}) => {
    const answer = await exchange(environment, `${base}/api/v1${path}`, message);
    if (answer.kind !== 'lost') {
      nonce = answer.nonce ?? nonce;
    }
    return answer;
  };

  return {
    send,
    keepsKey: () => keepsKey,
    async prove(path, wanted, message = {}) {
      key ??= wanted ? await browserKey(environment) : undefined;
      keepsKey = wanted ? !!key : keepsKey;
      for (let nonces = 0; ; nonces++) {
        const headers = {
          ...message.headers,
          ...(wanted &&
            key && { DPoP: await prove(environment, key, 'POST', `${base}/api/v1${path}`, nonce) }),
        };
        const answer = await send(path, { ...message, headers });
        if (
          answer.kind !== 'problem' ||
          answer.name !== 'use-dpop-nonce' ||
          !key ||
          nonces === MOST_NONCES
        ) {
          return answer;
        }
      }
    },
  };
}
