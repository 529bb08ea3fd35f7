import type { Environment } from '../environment.js';

const DATABASE = 'tidelock';
const STORE = 'keys';
const NAME = 'p256';
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' };

/** Some browsers leave a request of IndexedDB open for ever. In milliseconds. */
const PATIENCE = 2000;

/**
 * Where the browser keeps the key pair of this origin, one for all tabs. The private half can't be
 * exported.
 */
export interface KeyStore {
  /** Whether this browser, or this frame, has a place for keys at all. */
  exists(): boolean;
  /** The pair that is kept; null when there is none, undefined when that can't be known. */
  read(): Promise<CryptoKeyPair | null | undefined>;
  /**
   * Keeps `pair`, or a new one, unless one is kept: the first is everybody's. Undefined when the
   * browser keeps none.
   */
  keep(pair?: CryptoKeyPair): Promise<CryptoKeyPair | undefined>;
}

export function keyStoreOf(environment: Environment): KeyStore {
  /** Runs `work` for no longer than anybody can wait; what fails is undefined. */
  const attempt = async <T>(
    work: (keys: (mode: IDBTransactionMode) => IDBObjectStore, subtle: SubtleCrypto) => Promise<T>,
  ): Promise<T | undefined> => {
    const subtle = environment.crypto()?.subtle;
    const databases = environment.databases();
    if (!subtle || !databases) {
      return undefined;
    }
    let calledOff = () => {};
    const overdue = new Promise<undefined>((resolve) => {
      calledOff = environment.after(PATIENCE, () => resolve(undefined));
    });
    const done = (async () => {
      const opening = databases.open(DATABASE, 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
      const database = await settled(opening);
      try {
        return await work((mode) => database.transaction(STORE, mode).objectStore(STORE), subtle);
      } finally {
        database.close();
      }
    })().catch(() => undefined);
    const result = await Promise.race([done, overdue]);
    calledOff();
    return result;
  };

  return {
    exists: () => !!environment.crypto()?.subtle && !!environment.databases(),
    read: () => attempt(async (keys) => pairIn(await settled(keys('readonly').get(NAME)))),
    keep: (pair) =>
      attempt(async (keys, subtle) => {
        const mine = pair ?? (await subtle.generateKey(ALGORITHM, false, ['sign', 'verify']));
        const store = keys('readwrite');
        const theirs = pairIn(await settled(store.get(NAME)));
        if (!theirs) {
          await settled(store.put(mine, NAME));
        }
        return theirs ?? mine;
      }),
  };
}

/** Null where anything else is kept than a pair. */
const pairIn = (kept: any): CryptoKeyPair | null => (kept?.privateKey ? kept : null);

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
