import type { Environment } from '../environment.js';
import { TidelockError } from '../errors.js';
import type { Call } from '../api.js';
import type { Keeper } from '../session/keeper.js';
import type { Token } from '../session/token.js';

/**
 * An API that refuses fresh tokens refuses the next one too: after so many of them nothing is
 * renewed for any, until a session begins. One that refuses for ever must not hide behind another
 * that works.
 */
const MOST_REFUSALS = 3;

interface Parts {
  environment: Environment;
  base: string;
  keeper: Keeper;
}

/**
 * Calls an API, whatever the client it is called with: `fetch`, axios and Connect all go this way.
 * `token` gives one that works, of the user that is named.
 */
export function callWith(
  parts: () => Parts,
  token: (user?: string) => Promise<Token>,
  tellRequired: (reason: string) => void,
  apis: string[] | undefined,
) {
  let refusals = 0;
  let refusedSession: string | undefined;

  return async <T>({ url, send, isRefused, canRepeat = true }: Call<T>): Promise<T> => {
    const { environment, base, keeper } = parts();
    // The server made the token: it may see it whatever the APIs are.
    const origins = [new URL(base).origin, ...(apis ?? [environment.origin()])];
    if (!origins.includes(new URL(url, environment.origin()).origin)) {
      return send(null);
    }

    const first = await token();
    const response = await send(first.text);
    if (!isRefused(response)) {
      return response;
    }

    if (refusedSession !== keeper.sid) {
      refusals = 0;
      refusedSession = keeper.sid;
    }
    if (refusals >= MOST_REFUSALS) {
      return response;
    }
    if (keeper.held?.accessToken === first.text) {
      await keeper.renew();
    }
    const second = await token(first.user);
    if (second.text === first.text) {
      // There is no newer one at the moment, and this one says nothing of those to come.
      return response;
    }
    if (!canRepeat) {
      throw new TidelockError('not_replayable');
    }
    const again = await send(second.text);
    if (!isRefused(again)) {
      refusals = 0;
    } else if (++refusals === MOST_REFUSALS) {
      tellRequired('refused_by_api');
    }
    return again;
  };
}
