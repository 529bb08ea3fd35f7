import { createSession, type Session } from '@tidelock/browser';

/** A session of this browser at the Tidelock server whose URL the site's own API tells. */
export async function findSession(): Promise<Session> {
  const answer = await fetch('/settings.json');
  const { tidelock } = (await answer.json()) as { tidelock: string };
  return createSession({ server: tidelock, apis: [location.origin, tidelock] });
}
