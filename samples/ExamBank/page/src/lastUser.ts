import { useSession } from '@tidelock/browser/react';
import { useRef } from 'react';

/**
 * Whose pages these are. A session that ended has no user, but the pages stay while the person
 * signs in again.
 */
export function useLastUser(): string {
  const { user } = useSession();
  const last = useRef(user ?? '');
  if (user) {
    last.current = user;
  }
  return last.current;
}
