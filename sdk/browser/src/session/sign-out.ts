import type { Scope, SignedOut } from '../api.js';
import { TidelockError } from '../errors.js';
import type { Server } from '../http/server.js';
import type { Tabs } from '../tabs/tabs.js';
import type { Keeper } from './keeper.js';
import type { Register } from './register.js';

interface Parts {
  keeper: Keeper;
  tabs: Tabs;
  register: Register;
  server: Server;
}

/** Signs this browser out. That holds at once, also where the server can't be told yet. */
export async function signOut(parts: Parts): Promise<SignedOut> {
  const { keeper, register } = parts;
  const written = register.read()?.sid;
  // One that is not written down may have been replaced without our knowing it, and one that only
  // is written down may never have been: then whatever the cookie holds is signed out.
  const named = (keeper.user && written) || '';
  // Written first: whatever happens to the page or the network now, no tab renews it again.
  register.leave(named);
  keeper.endEverywhere(written ?? keeper.sid, 'signed_out');
  return { confirmed: await confirmSignOut(parts, named) };
}

/**
 * Tells the server of a sign-out. True when it has ended the session, or says that the cookie is
 * another one's.
 */
export async function confirmSignOut(
  { tabs, server, register }: Parts,
  sid: string,
): Promise<boolean> {
  const isNoted = () => register.leaving().includes(sid);
  const wasNoted = isNoted();
  let isConfirmed = false;
  await tabs.alone(async () => {
    // Another tab has told it, or somebody signed in in place of whoever was to be signed out.
    isConfirmed = wasNoted && !isNoted();
    if (isConfirmed) {
      return;
    }
    const answer = await server.send('/auth/logout', {
      ...(sid && { headers: { 'X-Tidelock-Session': sid } }),
      keepalive: true,
    });
    isConfirmed =
      answer.kind === 'ok' || (answer.kind === 'problem' && answer.name === 'session-mismatch');
  });
  if (isConfirmed) {
    register.left(sid);
  }
  return isConfirmed;
}

/** Signs the person out elsewhere: that needs the server, and a token. */
export async function signOutOthers(
  { keeper, server }: Parts,
  scope: Exclude<Scope, 'here'>,
  token: string,
): Promise<SignedOut> {
  const { sid } = keeper;
  const path = scope === 'others' ? '/auth/logout-others' : '/auth/logout-all';
  const answer = await server.send(path, { headers: { Authorization: `Bearer ${token}` } });
  if (answer.kind !== 'ok') {
    const why = answer.kind === 'problem' ? answer.name : answer.why;
    throw new TidelockError('unreachable', why);
  }
  // Somebody else may have signed in since.
  if (scope === 'everywhere' && sid === keeper.sid) {
    keeper.endEverywhere(sid, 'signed_out_everywhere');
  }
  return { confirmed: true, ended: answer.body.ended };
}
