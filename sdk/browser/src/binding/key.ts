import type { Environment } from '../environment.js';

const DATABASE = 'tidelock';
const STORE = 'keys';
const NAME = 'p256';
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' };

/** Some browsers leave a request of IndexedDB open for ever. In milliseconds. */
const PATIENCE = 2000;

/**
 * This browser's key pair for the origin, made on first use and shared by its tabs. The private
 * half can't be exported. Undefined where the browser can't keep one; a session then goes unbound.
 */
export async function browserKey(environment: Environment): Promise<CryptoKeyPair | undefined> {
  const subtle = environment.crypto()?.subtle;
  const databases = environment.databases();
  if (!subtle || !databases) {
    return undefined;
  }
  let calledOff = () => {};
  const overdue = new Promise<undefined>((resolve) => {
    calledOff = environment.after(PATIENCE, () => resolve(undefined));
  });
  const found = keptOrMade(databases, subtle).catch(() => undefined);
  const key = await Promise.race([found, overdue]);
  calledOff();
  return key;
}

async function keptOrMade(databases: IDBFactory, subtle: SubtleCrypto): Promise<CryptoKeyPair> {
  const opening = databases.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await settled(opening);
  try {
    const keys = (mode: IDBTransactionMode) => database.transaction(STORE, mode).objectStore(STORE);
    const kept = await settled<CryptoKeyPair | undefined>(keys('readonly').get(NAME));
    if (kept) {
      return kept;
    }
    const made = await subtle.generateKey(ALGORITHM, false, ['sign', 'verify']);
    // Another tab may have been faster: the first one that is kept is everybody's.
    const store = keys('readwrite');
    const theirs = await settled<CryptoKeyPair | undefined>(store.get(NAME));
    if (!theirs) {
      await settled(store.put(made, NAME));
    }
    return theirs ?? made;
  } finally {
    database.close();
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
