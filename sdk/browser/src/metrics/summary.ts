import type { Observation } from '../api.js';
import type { Environment } from '../environment.js';
import { series, type Times } from './series.js';

type Renewal = Extract<Observation, { kind: 'renewal' }>;

/** Ends and refusals that a client which is left alone never gets. */
const IMPOSSIBLE = ['refresh_token_reuse', 'clone_suspected', 'binding_conflict', 'held'] as const;

export type Impossible = (typeof IMPOSSIBLE)[number];

/** A clock that goes back by more is one that was set; milliseconds. */
const SET_BACK = 2000;

/** Different reasons of failures that are told apart. */
const MOST_REASONS = 16;

/** What was measured since `measure`; times in whole milliseconds. */
export interface Summary {
  /** Requests for a new token. */
  renewal: Times & {
    outcomes: Record<Renewal['outcome'], number>;
    /** How often which reason stood beside an outcome. */
    reasons: Record<string, number>;
  };
  /** Waits for the lock of all tabs. */
  lock: Times;
  /** The way of new tokens from other tabs to this one. */
  delivery: Times;
  /** How often the time of day went back. Forward looks the same as a machine that slept. */
  clockSetBack: number;
  /** Refused renewals that say that somebody else has the token. */
  impossible: Record<Impossible, number>;
}

/** Sums up observations in bounded memory. */
export function summarizer(environment: Environment | undefined) {
  const [renewal, lock, delivery] = [series(), series(), series()];
  const outcomes = { renewed: 0, ended: 0, replaced: 0, later: 0 };
  const reasons: Record<string, number> = {};
  const impossible = Object.fromEntries(IMPOSSIBLE.map((reason) => [reason, 0])) as Record<
    Impossible,
    number
  >;
  const ahead = () => (environment ? environment.now() - environment.steady() : 0);
  let before = ahead();
  let clockSetBack = 0;

  return {
    /** Compares the clocks. */
    look() {
      const now = ahead();
      if (now < before - SET_BACK) {
        clockSetBack++;
      }
      before = now;
    },

    add(observation: Observation) {
      const took = Math.max(0, Math.round(observation.took));
      if (observation.kind !== 'renewal') {
        (observation.kind === 'lock' ? lock : delivery).add(took);
        return;
      }
      renewal.add(took);
      const { outcome, why } = observation;
      outcomes[outcome]++;
      if (why && (why in reasons || Object.keys(reasons).length < MOST_REASONS)) {
        reasons[why] = (reasons[why] ?? 0) + 1;
      }
      if (IMPOSSIBLE.includes(why as Impossible)) {
        impossible[why as Impossible]++;
      }
    },

    summary: (): Summary => ({
      renewal: { ...renewal.times(), outcomes: { ...outcomes }, reasons: { ...reasons } },
      lock: lock.times(),
      delivery: delivery.times(),
      clockSetBack,
      impossible: { ...impossible },
    }),
  };
}
