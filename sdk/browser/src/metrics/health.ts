import type { Abilities } from '../api.js';
import type { Snapshot } from '../session/snapshot.js';
import type { Summary } from './summary.js';

/** From when on times are too long, in milliseconds, and the share of failed renewals too high. */
const SLOW_DELIVERY = 50;
const SLOW_LOCK = 2000;
const SLOW_RENEWAL = 2000;
const FAILING = 0.05;

/** Fewer measurements say nothing. */
const FEWEST = 5;

const MESSAGES = {
  no_locks: 'Web Locks are missing: tabs may renew at the same time. Serve the page over https.',
  no_channel: 'BroadcastChannel is missing: each tab renews for itself. Is this a foreign frame?',
  no_storage: 'Storage is blocked: a page that starts asks the server. Is this a private window?',
  no_key: 'The browser keeps no key: sessions go unbound. Check https, and IndexedDB in this mode.',
  unbound_session: 'This session is not bound to a key: a stolen cookie works. Check Options.bind.',
  offline: 'Renewing fails now; see Snapshot.trouble. Check the network, CORS and the server URL.',
  slow_delivery:
    'Tokens take long from tab to tab (P95 > 50 ms). Look for long tasks in your pages.',
  slow_lock: 'Tabs wait long for the lock (P95 > 2 s). Look for slow renewals or a blocked tab.',
  slow_renewal:
    'Renewals take long (P95 > 2 s). Look at the network, and at the load of the server.',
  failing_renewals: 'At least 5 % of renewals fail. Summary.renewal.reasons says why.',
  clock_set_back: 'The clock of this machine was set back. Nothing to do unless it happens often.',
  impossible_token_use: 'A token was used elsewhere as well. Ask the user about other devices.',
};

export type IssueCode = keyof typeof MESSAGES;

/** Something to look at. */
export interface Issue {
  code: IssueCode;
  /** What it means and what to do, for developers. */
  advice: string;
  /** `error`: people lose their session, or it is in danger. `warning`: it works, less well. */
  severity: 'warning' | 'error';
}

const ERRORS: IssueCode[] = ['offline', 'failing_renewals', 'impossible_token_use'];

/** What is wrong, in the order of the list above. */
export function issuesOf(abilities: Abilities, now: Snapshot, summary: Summary): Issue[] {
  const { lock, delivery, renewal, clockSetBack, impossible } = summary;
  const isSlow = (times: Summary['lock'], limit: number) =>
    times.count >= FEWEST && times.p95! > limit;
  const isWrong: Record<IssueCode, boolean> = {
    no_locks: !abilities.locks,
    no_channel: !abilities.channel,
    no_storage: !abilities.storage,
    no_key: abilities.key === false,
    unbound_session: now.session?.bound === false,
    offline: now.trouble !== null,
    slow_delivery: isSlow(delivery, SLOW_DELIVERY),
    slow_lock: isSlow(lock, SLOW_LOCK),
    slow_renewal: isSlow(renewal, SLOW_RENEWAL),
    failing_renewals: renewal.count >= FEWEST && renewal.outcomes.later >= renewal.count * FAILING,
    clock_set_back: clockSetBack > 0,
    impossible_token_use: Object.values(impossible).some((count) => count > 0),
  };
  return (Object.keys(MESSAGES) as IssueCode[])
    .filter((code) => isWrong[code])
    .map((code) => ({
      code,
      advice: MESSAGES[code],
      severity: ERRORS.includes(code) ? 'error' : 'warning',
    }));
}
