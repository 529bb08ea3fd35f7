// Keeping the tabs of one browser in step. One renews, all have the token. Tokens travel between
// tabs in memory (BroadcastChannel); nothing secret is ever written to storage.

const CHANNEL = 'tidelock';
const LOCK = 'tidelock-renewal';
const PRESENCE = 'tidelock-tabs';

/** Longest wait for another tab's renewal, in milliseconds; then this tab goes on by itself. */
const LONGEST_LOCK_WAIT = 10_000;

/** Longest wait for the other tabs' answer to a question, in milliseconds. */
const LONGEST_ANSWER_WAIT = 200;

const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(CHANNEL) : null;
const locks = globalThis.navigator?.locks ?? null;
const arrivals = new EventTarget();

/**
 * Hears what other tabs say. Returns a function that stops it.
 * @param {(message: {type: string}) => void} listener
 */
export function listen(listener) {
  const hear = ({ data }) => {
    listener(data);
    arrivals.dispatchEvent(new Event(data.type));
  };
  channel?.addEventListener('message', hear);
  // A lock that is held for as long as the tab lives tells the others that it is there.
  locks?.request(PRESENCE, { mode: 'shared' }, () => new Promise(() => {})).catch(() => {});
  return () => channel?.removeEventListener('message', hear);
}

/** Tells the other tabs. */
export function tell(message) {
  channel?.postMessage(message);
}

/**
 * Asks the other tabs and gives them a moment to answer. Returns at once where this is the only
 * tab. A tab that sleeps does not answer, so the wait is bounded.
 * @param {object} question
 * @param {string} answerType the message type that ends the wait
 */
export async function ask(question, answerType) {
  if (!channel || !(await hasOthers())) {
    return;
  }
  const answered = new Promise((resolve) => {
    arrivals.addEventListener(answerType, resolve, { once: true });
    setTimeout(resolve, LONGEST_ANSWER_WAIT);
  });
  tell(question);
  await answered;
}

/**
 * Does `work` while no other tab does the same. If the lock can't be had in time (a tab froze while
 * holding it), the work is done without it: the protocol answers both, it only costs a request.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function alone(work) {
  if (!locks) {
    return work();
  }
  let started = false;
  const once = () => {
    started = true;
    return work();
  };
  try {
    return await locks.request(LOCK, { signal: AbortSignal.timeout(LONGEST_LOCK_WAIT) }, once);
  } catch (error) {
    if (started) {
      throw error;
    }
    return work();
  }
}

async function hasOthers() {
  if (!locks) {
    return true;
  }
  const { held } = await locks.query();
  return held.filter((lock) => lock.name === PRESENCE).length > 1;
}
