import { TidelockError } from '../errors.js';
import type { Server } from '../http/server.js';
import type { Tabs } from '../tabs/tabs.js';
import type { Keeper } from './keeper.js';
import type { Credentials, Options } from './options.js';
import type { Register } from './register.js';
import type { Grant, SessionInfo } from './token.js';

interface Parts {
  keeper: Keeper;
  tabs: Tabs;
  register: Register;
  server: Server;
}

/** Signs in, alone among the tabs, so that no answer to anything older touches the new cookie. */
export async function signIn(
  { keeper, tabs, register, server }: Parts,
  { username, password, remember = false }: Credentials,
  { bind = true }: Options,
): Promise<SessionInfo> {
  let failure = new TidelockError('unreachable');
  let info: SessionInfo | undefined;
  await tabs.alone(async () => {
    // Should no answer come, nobody knows who is signed in: then the next one asks.
    const before = register.read();
    register.write(undefined);
    const message = { body: { username, password, remember, mode: 'cookie' } };
    const answer = await (bind
      ? server.prove('/auth/login', 'sign-in', message)
      : server.send('/auth/login', message));
    if (answer.kind === 'ok' && keeper.signedIn(answer.body as Grant)) {
      info = keeper.held!.session;
    } else if (answer.kind === 'problem') {
      // Unless somebody signed out meanwhile.
      register.write(register.read() ?? before);
      const isRefused = answer.status < 500 && answer.status !== 429;
      const code = isRefused ? 'refused' : 'unreachable';
      failure = new TidelockError(code, answer.name, answer.retryAfter);
    }
  });
  if (!info) {
    throw failure;
  }
  return info;
}
