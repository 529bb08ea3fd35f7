import type { Environment } from '../environment.js';
import { TidelockError } from '../errors.js';
import type { Keeper } from '../session/keeper.js';
import type { Options } from '../session/options.js';

/**
 * An API that refuses fresh tokens refuses the next one too: after so many in a row it is asked no
 * more.
 */
const MOST_REFUSALS = 3;

interface Parts {
  environment: Environment;
  base: string;
  keeper: Keeper;
}

/** The `fetch` of a session. `token` gives one that works, of the user that is named. */
export function fetchWith(
  parts: () => Parts,
  token: (user?: string) => Promise<{ text: string; user: string }>,
  options: Options,
) {
  let refusals = 0;
  let refusedSession: string | undefined;

  return async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const { environment, base, keeper } = parts();
    const request = new Request(input, init);
    const origins = options.apis ?? [environment.origin(), new URL(base).origin];
    if (!origins.includes(new URL(request.url).origin)) {
      return environment.fetch(request as never, {});
    }

    const first = await token(keeper.user);
    // A body that is a stream is read once; every other kind can be sent again.
    const isStream = init?.body instanceof ReadableStream;
    const spare = isStream ? undefined : request.clone();
    const response = await environment.fetch(withToken(request, first.text) as never, {});
    if (response.status !== 401) {
      refusals = 0;
      return response;
    }

    if (refusedSession !== keeper.sid) {
      [refusals, refusedSession] = [0, keeper.sid];
    }
    if (refusals >= MOST_REFUSALS) {
      return response;
    }
    if (keeper.held?.accessToken === first.text) {
      keeper.pause.end();
      await keeper.renew();
    }
    const second = await token(first.user);
    if (!spare) {
      throw new TidelockError('not_replayable');
    }
    const again = await environment.fetch(withToken(spare, second.text) as never, {});
    if (again.status !== 401) {
      refusals = 0;
    } else if (++refusals === MOST_REFUSALS) {
      options.onSignInRequired?.('refused_by_api');
    }
    return again;
  };
}

function withToken(request: Request, token: string): Request {
  const headers = new Headers(request.headers);
  headers.set('Authorization', `Bearer ${token}`);
  return new Request(request, { headers });
}
