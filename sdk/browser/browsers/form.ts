/**
 * Two forms of these tests: a short one that runs with every build, and a long one that takes an
 * hour and wants a machine for itself.
 */
export const isLong = !!process.env.TIDELOCK_BROWSERS_LONG;

const figure = (name: string, short: number, long: number): number =>
  Number(process.env[name] ?? (isLong ? long : short));

/** Rounds in which twenty tabs renew at once. */
export const ROUNDS = figure('TIDELOCK_BROWSER_ROUNDS', 3, 30);

/** How often answers are lost. */
export const LOSSES = figure('TIDELOCK_BROWSER_LOSSES', 20, 1000);

/** What is drawn at random follows from it, so that a failure can be seen again. */
export const SEED = figure('TIDELOCK_BROWSER_SEED', Date.now() % 1e6, Date.now() % 1e6);
