import { useCallback, useEffect, useRef, useState } from 'react';

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15_000;

/** Something that is fetched: what came, or why nothing did. */
export interface Loaded<T> {
  value: T | null;
  problem: Error | null;
  reload(): void;
}

/**
 * Fetches when the component appears, when it is seen again and when the network is back. After a
 * failure it tries again, less and less often; what came before stays.
 */
export function useLoaded<T>(fetch: () => Promise<T>, key: string): Loaded<T> {
  const [state, setState] = useState<{ value: T | null; problem: Error | null; key: string }>({
    value: null,
    problem: null,
    key,
  });
  const latest = useRef(fetch);
  latest.current = fetch;
  const again = useRef<() => void>(() => {});

  useEffect(() => {
    let [live, wait] = [true, FIRST_WAIT];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = async () => {
      clearTimeout(timer);
      try {
        const value = await latest.current();
        wait = FIRST_WAIT;
        if (live) setState({ value, problem: null, key });
      } catch (problem) {
        if (!live) return;
        setState((now) => ({
          value: now.key === key ? now.value : null,
          problem: problem as Error,
          key,
        }));
        timer = setTimeout(load, wait);
        wait = Math.min(LONGEST_WAIT, wait * 2);
      }
    };
    const seen = () => document.visibilityState === 'visible' && void load();
    again.current = () => void load();
    void load();
    document.addEventListener('visibilitychange', seen);
    addEventListener('online', seen);
    return () => {
      live = false;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
      removeEventListener('online', seen);
    };
  }, [key]);

  const reload = useCallback(() => again.current(), []);
  const isOfKey = state.key === key;
  return { value: isOfKey ? state.value : null, problem: isOfKey ? state.problem : null, reload };
}
