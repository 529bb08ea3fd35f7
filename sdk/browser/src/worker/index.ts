/**
 * Keeps the session in a SharedWorker beside the tabs. It is never frozen and its timers are never
 * slowed down, so that tabs in the background have a fresh token at any time; without it they renew
 * when they wake.
 *
 * ```ts
 * // session-worker.ts
 * import { keepSession } from '@tidelock/browser/worker';
 * keepSession({ server: 'https://id.example.com' });
 *
 * // in the page
 * createSession({
 *   server: 'https://id.example.com',
 *   worker: () =>
 *     new SharedWorker(new URL('./session-worker.ts', import.meta.url), { type: 'module' }),
 * });
 * ```
 *
 * @packageDocumentation
 */
import { environmentOf } from '../browser.js';
import type { Environment } from '../environment.js';
import { createSessionIn } from '../session/session.js';
import { workerEnvironment } from './environment.js';

/** Which session to keep. */
export interface WorkerOptions {
  /** The server's public URL, as the tabs have it. Default: the origin of the worker's script. */
  server?: string;
}

/** Keeps the session for as long as a tab is open; called once, in the worker. */
export function keepSession({ server }: WorkerOptions = {}): void {
  keepSessionIn(
    environmentOf(() => true),
    server,
  );
}

/**
 * The same in another environment; the result ends it.
 *
 * @internal
 */
export function keepSessionIn(surroundings: Environment, server?: string): () => void {
  const environment = workerEnvironment(surroundings);
  const session = createSessionIn(() => environment, { ...(server && { server }) });
  // Whoever listens keeps a session going.
  session.subscribe(() => {});
  return () => session.close();
}
