import { createSession, type Session } from '@tidelock/browser';

/** Milliseconds between two tries to learn where the server is. */
const TRY_AGAIN = 2000;

/**
 * A session of this browser at the Tidelock server whose URL the site's own API tells; it is asked
 * until it does.
 */
export async function findSession(): Promise<Session> {
  for (;;) {
    try {
      const answer = await fetch('/settings.json');
      const { tidelock } = (await answer.json()) as { tidelock: string };
      return createSession({ server: tidelock, apis: [location.origin, tidelock] });
    } catch {
      await new Promise((next) => setTimeout(next, TRY_AGAIN));
    }
  }
}
