import { useSyncExternalStore, type AnchorHTMLAttributes, type MouseEvent } from 'react';

const MOVED = 'exambank-moved';

/** Which part of the site an address shows. */
export type Route =
  | { page: 'exams' }
  | { page: 'sessions' }
  | { page: 'attempt'; id: number }
  | { page: 'result'; id: number };

export function routeOf(path: string): Route {
  const [, id, result] = /^\/attempts\/(\d{1,15})(\/result)?$/.exec(path) ?? [];
  return id
    ? { page: result ? 'result' : 'attempt', id: Number(id) }
    : { page: path === '/sessions' ? 'sessions' : 'exams' };
}

/** Shows another address; `replacing` the one that is shown, or after it in the history. */
export function go(path: string, replacing = false): void {
  history[replacing ? 'replaceState' : 'pushState'](null, '', path);
  window.scrollTo(0, 0);
  dispatchEvent(new Event(MOVED));
}

export function useRoute(): Route {
  return routeOf(useSyncExternalStore(subscribe, () => location.pathname));
}

/** A link within the site; with a modifier key the browser does what it always does. */
export function Link(props: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  const follow = (event: MouseEvent) => {
    if (event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      go(props.href);
    }
  };
  return <a {...props} onClick={follow} />;
}

function subscribe(listener: () => void): () => void {
  addEventListener('popstate', listener);
  addEventListener(MOVED, listener);
  return () => {
    removeEventListener('popstate', listener);
    removeEventListener(MOVED, listener);
  };
}
