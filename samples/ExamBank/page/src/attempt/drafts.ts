import type { Draft, DraftStore } from './answers.js';

const PREFIX = 'exambank.draft';
const LOCK = 'exambank.tab';

/** This page while it lives. Loaded anew it is another one, which takes up what this one leaves. */
const TAB = Math.random().toString(36).slice(2, 12);

let held = false;

/** Holds a lock as long as the page lives: whose lock is free is no more, however it ended. */
export function liveInThisTab(): void {
  if (!held && navigator.locks) {
    held = true;
    void navigator.locks.request(`${LOCK}.${TAB}`, () => new Promise(() => {}));
  }
}

/** Whether answers of the attempt wait on this machine for the server. */
export function hasDrafts(user: string, attempt: number): boolean {
  return keys(`${PREFIX}.${user}.${attempt}.`).length > 0;
}

/**
 * Drafts in the browser's storage, by user, attempt, tab and question. Each tab writes its own, so
 * that two tabs never overwrite each other's.
 */
export function keptDrafts(user: string, attempt: number): DraftStore {
  const prefix = `${PREFIX}.${user}.${attempt}.`;
  const own = (question: string) => `${prefix}${TAB}.${question}`;
  return {
    put: (question, draft) => write(own(question), draft),
    remove: (question) => remove(own(question)),
    async adopt() {
      const alive = await livingTabs();
      const adopted = new Map<string, Draft>();
      for (const key of keys(prefix)) {
        const [tab, question] = splitOnce(key.slice(prefix.length));
        const draft = read(key);
        // A second one of the same question waits for its turn: the next time the page is opened.
        const isFree = tab === TAB || !alive.has(tab);
        if (isFree && draft && !adopted.has(question)) {
          adopted.set(question, draft);
          if (tab !== TAB) {
            write(own(question), draft);
            remove(key);
          }
        }
      }
      return adopted;
    },
  };
}

async function livingTabs(): Promise<Set<string>> {
  const { held: locks = [] } = (await navigator.locks?.query()) ?? {};
  return new Set(locks.map(({ name }) => name?.slice(LOCK.length + 1) ?? ''));
}

function splitOnce(text: string): [string, string] {
  const at = text.indexOf('.');
  return [text.slice(0, at), text.slice(at + 1)];
}

// Storage may be blocked or full. Then an answer lives in this page only until the server has it,
// which is a second later unless the network is down as well.

function keys(prefix: string): string[] {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}

function write(key: string, draft: Draft): void {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // See above.
  }
}

function remove(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // See above.
  }
}

function read(key: string): Draft | null {
  try {
    const draft = JSON.parse(localStorage.getItem(key) ?? 'null');
    return typeof draft?.text === 'string' &&
      typeof draft.basedOn === 'number' &&
      Array.isArray(draft.sent)
      ? draft
      : null;
  } catch {
    return null;
  }
}
