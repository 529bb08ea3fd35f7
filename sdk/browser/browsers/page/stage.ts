// Runs in every page of the tests before anything else: a clock that can be set, parts of the
// browser that can be missing, and a way to do something in all tabs at the same moment.

/** What a test may ask of a page in its address; see `PageOptions`. */
const wishes = new URLSearchParams(location.search);

/** The longest that one waits for what all tabs do together, in milliseconds. */
const PATIENCE = 45_000;

const realNow = Date.now.bind(Date);
let ahead = Number(wishes.get('ahead') ?? 0);
const jumps: { at: number; by: number }[] = [];

// The machine's clock as the page sees it. A jump has a time at which it happens, so that all tabs
// see it at once, as they do when a real clock is set.
Date.now = () => {
  const now = realNow();
  return jumps.reduce((sum, { at, by }) => (at <= now ? sum + by : sum), now + ahead);
};

/** The page under test may be one without it. */
const { BroadcastChannel: Channel } = window;
const channel = new Channel('the stage');
const letterBoxOf = (name: string) => new Channel(`what came of it, for tab ${name}`);
const AsyncFunction = (async () => {}).constructor as new (code: string) => () => Promise<unknown>;
const outcomes = new Map<number, { tab: string; value: unknown }[]>();
const tab = wishes.get('tab') ?? '0';
/** What the others did is told to this tab alone; otherwise all of them would wake up all. */
const letterBox = letterBoxOf(tab);
let calls = 0;

async function act(code: string): Promise<unknown> {
  try {
    return { ok: await new AsyncFunction(code)() };
  } catch (error) {
    const { code, reason, message } = error as { code?: string; reason?: string; message: string };
    return { failed: code ?? message, reason };
  }
}

channel.onmessage = async ({ data: { call, code, conductor } }) => {
  const value = await act(code);
  const box = letterBoxOf(conductor);
  box.postMessage({ call, tab, value });
  box.close();
};

letterBox.onmessage = ({ data: { call, ...outcome } }) => outcomes.get(call)?.push(outcome);

async function conduct(code: string, tabs: number): Promise<unknown[]> {
  const call = Number(tab) * 1e6 + ++calls;
  const found: { tab: string; value: unknown }[] = [];
  outcomes.set(call, found);
  channel.postMessage({ call, code, conductor: tab });
  found.push({ tab, value: await act(code) });
  const since = performance.now();
  while (found.length < tabs) {
    if (performance.now() - since > PATIENCE) {
      throw new Error(`Only ${found.length} of ${tabs} tabs have done it.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  outcomes.delete(call);
  return found.sort((a, b) => Number(a.tab) - Number(b.tab)).map(({ value }) => value);
}

/** Takes parts of the browser away, before anybody has seen them. */
const removals: Record<string, () => void> = {
  locks: () => Object.defineProperty(navigator, 'locks', { value: undefined }),
  channel: () => Object.defineProperty(window, 'BroadcastChannel', { value: undefined }),
  // As where cookies are blocked: looking at it throws already.
  storage: () =>
    ['localStorage', 'indexedDB'].forEach((name) =>
      Object.defineProperty(window, name, {
        get: () => {
          throw new DOMException('The operation is insecure.', 'SecurityError');
        },
      }),
    ),
  // Nobody has it, and each tab has a lock of its own: what the tests of one renewal must notice.
  'shared-lock': () => {
    const request = navigator.locks.request.bind(navigator.locks) as any;
    Object.defineProperty(navigator.locks, 'request', {
      value: (name: string, ...rest: unknown[]) => request(`${name} of tab ${tab}`, ...rest),
    });
  },
};
(wishes.get('without') ?? '')
  .split(',')
  .filter(Boolean)
  .forEach((part) => removals[part]!());

Object.assign(window, {
  realNow,
  /** Sets the clock, at a real time of day. */
  jump: (by: number, at = realNow()) => void jumps.push({ at, by }),
  /** Runs code here and in the other tabs at once; gives what came of it, ordered by tab. */
  conduct,
  /** Runs code here; never throws. */
  act,
});
