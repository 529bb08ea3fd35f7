import type { Observation } from '../api.js';
import type { IssueCode } from './health.js';
import type { Impossible, Summary } from './summary.js';

/** Most times of a kind in one report, and the longest: what the server takes. Milliseconds. */
const MOST_TIMES = 64;
const LONGEST_TIME = 600_000;

/** The highest count that the server takes. */
const MOST_COUNTED = 1000;

/** The largest report, in bytes; one that is larger, by a long token, is not sent. */
export const LARGEST = 4096;

type Field = 'renewalTimes' | 'lockWaits' | 'deliveries';

const FIELDS: Record<Observation['kind'], Field> = {
  renewal: 'renewalTimes',
  lock: 'lockWaits',
  delivery: 'deliveries',
};

const SIGNALS: Record<Impossible, string> = {
  refresh_token_reuse: 'refreshTokenReuse',
  clone_suspected: 'cloneSuspected',
  binding_conflict: 'bindingConflict',
  held: 'held',
};

/** The members of counts that rose since `before`, by how much; undefined when none did. */
function risen<K extends string>(
  now: Record<K, number>,
  before: Record<K, number> | undefined,
  names?: Record<K, string>,
): Record<string, number> | undefined {
  const more = (Object.keys(now) as K[])
    .map((key) => [names?.[key] ?? key, now[key] - (before?.[key] ?? 0)] as const)
    .filter(([, count]) => count > 0)
    .map(([key, count]) => [key, Math.min(count, MOST_COUNTED)] as const);
  return more.length ? Object.fromEntries(more) : undefined;
}

/** Collects what the server has not been told. Of times too many, the latest are told. */
export function reporter() {
  let times: Partial<Record<Field, number[]>> = {};
  let told: Summary | undefined;
  const known = new Set<IssueCode>();

  return {
    add({ kind, took }: Observation) {
      const list = (times[FIELDS[kind]] ??= []);
      list.push(Math.min(Math.max(0, Math.round(took)), LONGEST_TIME));
      if (list.length > MOST_TIMES) {
        list.shift();
      }
    },

    /** What is new since the last time; each issue is told once. Null when nothing is. */
    take(now: Summary, issues: IssueCode[]): object | null {
      const counts = ({ clockSetBack, impossible }: Summary) => ({ clockSetBack, ...impossible });
      const names = { clockSetBack: 'clockSetBack', ...SIGNALS };
      const renewals = risen(now.renewal.outcomes, told?.renewal.outcomes);
      const signals = risen(counts(now), told && counts(told), names);
      const fresh = issues.filter((code) => !known.has(code));
      const report = {
        ...times,
        ...(renewals && { renewals }),
        ...(signals && { signals }),
        ...(fresh.length && { issues: fresh }),
      };
      fresh.forEach((code) => known.add(code));
      [times, told] = [{}, now];
      return Object.keys(report).length ? report : null;
    },
  };
}
