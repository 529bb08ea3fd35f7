/**
 * Measures a session in this page, says what is wrong with the place it runs in, and tells the
 * server. A page without a browser, as while a server renders, measures nothing.
 *
 * @packageDocumentation
 */
import type { Session } from '../api.js';
import { browser } from '../browser.js';
import { measureIn, type MeasureOptions, type Measurements } from './measure.js';

export type { Issue, IssueCode } from './health.js';
export type { Health, MeasureOptions, Measurements } from './measure.js';
export type { Times } from './series.js';
export type { Impossible, Summary } from './summary.js';

/** Measures from now on, until the result is closed. */
export const measure = (session: Session, options?: MeasureOptions): Measurements =>
  measureIn(browser(), (url, body) => navigator.sendBeacon?.(url, body) ?? false, session, options);
