import { attempt } from './attempt.js';
import type { Environment } from './environment.js';

const ON_DOCUMENT = new Set(['visibilitychange', 'resume']);

const hasDocument = () => typeof document !== 'undefined';

/**
 * In a frame of another site the cookie and the storage may be other ones than those of the site's
 * own pages.
 */
const isOwnSite = () => attempt(() => top!.location.origin === location.origin) ?? false;

/**
 * The browser around this page or worker. `isShared` tells whether its storage is that of the
 * site's own pages.
 */
export const environmentOf = (isShared: () => boolean): Environment => ({
  fetch: (url, init) => fetch(url, init),
  now: () => Date.now(),
  steady: () => performance.now(),
  after(milliseconds, work) {
    const timer = setTimeout(work, milliseconds);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
  origin: () => location.origin,
  isVisible: () => document.visibilityState === 'visible',
  shown: () =>
    (document as { prerendering?: boolean }).prerendering
      ? new Promise((resolve) =>
          document.addEventListener('prerenderingchange', () => resolve(), { once: true }),
        )
      : undefined,
  locks: () => attempt(() => navigator.locks),
  openChannel: (name) =>
    attempt(() => {
      if (!isShared()) {
        return undefined;
      }
      const channel = new BroadcastChannel(name);
      return {
        post: (message) => channel.postMessage(message),
        listen: (listener) => {
          channel.onmessage = ({ data }) => listener(data);
        },
        close: () => channel.close(),
      };
    }),
  storage: () => attempt(() => (isShared() ? localStorage : undefined)),
  databases: () => attempt(() => (isShared() ? indexedDB : undefined)),
  crypto: () => attempt(() => crypto),
  on(event, listener) {
    const target = hasDocument() && ON_DOCUMENT.has(event) ? document : globalThis;
    const options = { passive: true, capture: true };
    target.addEventListener(event, listener, options);
    return () => target.removeEventListener(event, listener, options);
  },
});

const environment = environmentOf(isOwnSite);

/** The browser that this page runs in; undefined where there is none, as while a server renders. */
export const browser = (): Environment | undefined => (hasDocument() ? environment : undefined);
