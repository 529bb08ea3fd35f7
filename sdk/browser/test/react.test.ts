import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, it } from 'vitest';
import { createSession } from '../src/index.js';
import { defineElements } from '../src/elements/index.js';
import {
  SessionList,
  SessionWarning,
  SignedIn,
  SignedOut,
  TidelockProvider,
  useAccessToken,
  useSession,
  useSessionWarning,
} from '../src/react/index.js';
import { arriveAt, UNKNOWN } from '../src/react/presence.js';
import { NOTHING, type Snapshot } from '../src/session/snapshot.js';

function Page() {
  const { state, user } = useSession();
  const { ending, secondsLeft, endsAt } = useSessionWarning({ before: 60 });
  return createElement('p', null, JSON.stringify([state, user, ending, secondsLeft, endsAt]));
}

it('renders on a server, which knows nobody and sends nothing', () => {
  const session = createSession({ server: 'https://id.example.test' });
  const token = () => {
    useAccessToken();
    return null;
  };
  const html = renderToString(
    createElement(
      TidelockProvider,
      { session },
      createElement(Page),
      createElement(token),
      createElement(SignedIn, null, 'in'),
      createElement(SignedOut, null, 'out'),
      createElement(SessionWarning, { before: 60, lang: 'vi', className: 'mine' }),
      createElement(SessionList),
    ),
  );

  expect(html.replaceAll('&quot;', '"')).toBe(
    '<p>["renewing",null,null,null,null]</p>' +
      '<tidelock-session-warning lang="vi" class="mine"></tidelock-session-warning>' +
      '<tidelock-sessions></tidelock-sessions>',
  );
});

it('defines no elements where there is no browser', async () => {
  await expect(defineElements()).resolves.toBeUndefined();
});

it('says what is missing when there is no provider', () => {
  expect(() => renderToString(createElement(Page))).toThrow('<TidelockProvider>');
});

it('keeps what a person has in front of them when the session ends by itself', () => {
  const look = (more: Partial<Snapshot>): Snapshot => ({ ...NOTHING, ...more });
  const alice = arriveAt(UNKNOWN, look({ state: 'active', user: 'alice' }));

  expect(arriveAt(alice, look({ state: 'expired', endReason: 'idle_expired' }))).toBe(alice);
  expect(arriveAt(alice, look({ state: 'signing-in' }))).toBe(alice);
  expect(arriveAt(alice, look({ state: 'active', user: 'alice' }))).toBe(alice);
  expect(arriveAt(alice, look({ state: 'active', user: 'bob' })).user).toBe('bob');
  expect(arriveAt(alice, look({ state: 'signed-out' })).is).toBe('out');
  expect(arriveAt(UNKNOWN, look({ state: 'expired' })).is).toBe('out');
  expect(arriveAt(UNKNOWN, look({ state: 'renewing' })).is).toBe('unknown');
});
