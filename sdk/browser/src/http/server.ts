import { keyStoreOf } from '../binding/key.js';
import { prove } from '../binding/proof.js';
import type { Environment } from '../environment.js';
import { exchange, type Answer, type Message } from './exchange.js';

/** Nonces asked for within one request; when a fresh one does not help, no other will. */
const MOST_NONCES = 2;

/** After so many failures of the key store in a row the server is asked without a proof. */
const MOST_KEY_FAILURES = 3;

/** What a proof is for: a sign-in may make the key, a renewal only in the last resort. */
export type Purpose = 'sign-in' | 'renewal';

/** The server at its public URL. */
export interface Server {
  /** Sends a request to a path below `/api/v1`. */
  send(path: string, message?: Message): Promise<Answer>;
  /** The same with a proof of the browser's key. */
  prove(path: string, purpose: Purpose, message?: Message): Promise<Answer>;
  /** Another tab finds no key: the one of this tab is put back where there is one. */
  restoreKey(): void;
  /** Whether the browser keeps a key for this origin; undefined as long as nobody needed one. */
  keepsKey(): boolean | undefined;
}

/**
 * The server at `base`, an absolute URL without a slash at its end. `askForKey` asks the other
 * tabs to put the key back, and gives them the time for it.
 */
export function serverAt(
  environment: Environment,
  base: string,
  askForKey: () => Promise<void>,
): Server {
  const keys = keyStoreOf(environment);
  let mine: CryptoKeyPair | undefined;
  let keepsKey: boolean | undefined;
  let failures = 0;
  let nonce: string | null = null;

  const send = async (path: string, message: Message = {}) => {
    const answer = await exchange(environment, `${base}/api/v1${path}`, message);
    if (answer.kind !== 'lost') {
      nonce = answer.nonce ?? nonce;
    }
    return answer;
  };

  /**
   * The key, as it is kept now: another tab may have made a new one since. A proof of a key that
   * was replaced would end the session, so that a store which fails is not one that is empty.
   */
  const keyFor = async (purpose: Purpose): Promise<CryptoKeyPair | undefined> => {
    let kept = await keys.read();
    if (kept === null && !mine && purpose === 'renewal') {
      await askForKey();
      kept = await keys.read();
    }
    return kept === null ? keys.keep(mine) : kept;
  };

  return {
    send,
    keepsKey: () => keepsKey,

    restoreKey() {
      if (mine) {
        void keys.keep(mine);
      }
    },

    async prove(path, purpose, message = {}) {
      if (!keys.exists()) {
        keepsKey = false;
        return send(path, message);
      }
      const key = await keyFor(purpose);
      keepsKey = !!key;
      failures = key ? 0 : failures + 1;
      // Who had the key waits for it: without a proof the server would ask for a sign-in.
      if (!key && purpose === 'renewal' && (mine || failures < MOST_KEY_FAILURES)) {
        return { kind: 'lost', why: 'no-key' };
      }
      mine = key ?? mine;
      for (let nonces = 0; ; nonces++) {
        const url = `${base}/api/v1${path}`;
        const proof = key && (await prove(environment, key, 'POST', url, nonce));
        const headers = { ...message.headers, ...(proof && { DPoP: proof }) };
        const answer = await send(path, { ...message, headers });
        const isAsked = answer.kind === 'problem' && answer.name === 'use-dpop-nonce';
        if (!isAsked || !key || nonces === MOST_NONCES) {
          return answer;
        }
      }
    },
  };
}
