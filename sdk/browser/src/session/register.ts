import { attempt } from '../attempt.js';
import type { Environment } from '../environment.js';

/** Who is signed in in this browser: a session, or nobody for a reason; one of the two is there. */
export interface Entry {
  sid?: string;
  /** Whether that session is bound to the browser's key. */
  bound?: boolean;
  out?: string;
}

/**
 * What the tabs of this browser write down for each other and for the next start. None of it is
 * secret and none of it gives access. Storage may be refused, full, late in other tabs, and rolled
 * back by a crash.
 */
export interface Register {
  /** Undefined when nothing is written: then the server has to be asked. */
  read(): Entry | undefined;
  /** Undefined makes it unknown. */
  write(entry: Entry | undefined): void;
  /** Notes that a session is being signed out, until the server has confirmed it. */
  leave(sid: string): void;
  /** Whether anything can be written. */
  works(): boolean;
  /** Sign-outs that the server has not confirmed yet. */
  leaving(): string[];
  /** The server has confirmed it. */
  left(sid: string): void;
}

const LEAVING = ':out:';
const TRY = ':try';

export function registerOf(environment: Environment, name: string): Register {
  /** Runs `work` with the storage; what it throws counts as no storage. */
  const inStorage = <T>(work: (storage: Storage) => T): T | undefined =>
    attempt(() => {
      const storage = environment.storage();
      return storage && work(storage);
    });

  return {
    read: () => inStorage((storage) => entryOf(JSON.parse(storage.getItem(name) ?? 'null'))),
    write(entry) {
      inStorage((storage) =>
        entry ? storage.setItem(name, JSON.stringify(entry)) : storage.removeItem(name),
      );
    },
    leave(sid) {
      inStorage((storage) => storage.setItem(name + LEAVING + sid, '1'));
    },
    works: () =>
      !!inStorage((storage) => {
        storage.setItem(name + TRY, '');
        storage.removeItem(name + TRY);
        return true;
      }),
    leaving: () =>
      inStorage((storage) =>
        Object.keys(storage)
          .filter((key) => key.startsWith(name + LEAVING))
          .map((key) => key.slice((name + LEAVING).length)),
      ) ?? [],
    left(sid) {
      inStorage((storage) => storage.removeItem(name + LEAVING + sid));
    },
  };
}

/** What somebody else wrote may be anything; what makes no sense counts as nothing. */
function entryOf(value: any): Entry | undefined {
  return /^[\w-]+$/.test(value?.sid ?? '')
    ? { sid: value.sid, bound: !!value.bound }
    : typeof value?.out === 'string'
      ? { out: value.out }
      : undefined;
}
