/**
 * Lets clients of Connect and gRPC-Web call the APIs of a session:
 * `createConnectTransport({ baseUrl, interceptors: [connectInterceptor(session)] })`.
 *
 * @packageDocumentation
 */
import { Code, ConnectError, type Interceptor } from '@connectrpc/connect';
import type { Session } from '../api.js';
import type { ErrorCode, TidelockError } from '../errors.js';

type Request = Parameters<ReturnType<Interceptor>>[0];
type Response = Awaited<ReturnType<ReturnType<Interceptor>>>;

/** What came of one try. */
type Outcome = { response: Response } | { error: unknown };

/** How the errors of a session are told to a client that knows codes of RPCs. */
const CODES: Record<ErrorCode, Code> = {
  sign_in_required: Code.Unauthenticated,
  session_changed: Code.Aborted,
  unreachable: Code.Unavailable,
  refused: Code.Unauthenticated,
  not_replayable: Code.FailedPrecondition,
  no_browser: Code.FailedPrecondition,
};

const isRefused = (outcome: Outcome): boolean =>
  'error' in outcome && ConnectError.from(outcome.error).code === Code.Unauthenticated;

/**
 * Sends calls with the access token where their URL has an origin of `Options.apis`. A unary call
 * that fails with `Unauthenticated` is sent once more after a renewal. A stream gets a token that
 * works when it begins and is never repeated, as what went through it can't be taken back: it fails
 * with `Unauthenticated`, and whoever opened it opens another.
 *
 * Errors of the API stay as they are. Those of the session become a `ConnectError` with the error
 * as its `cause`: `Unauthenticated` where somebody has to sign in, `Unavailable` where the server
 * can't be reached, `Aborted` where somebody else signed in meanwhile.
 */
export function connectInterceptor(session: Session): Interceptor {
  return (next) => async (request) => {
    const send = async (token: string | null): Promise<Outcome> => {
      const header = new Headers(request.header);
      if (token !== null) {
        header.set('Authorization', `Bearer ${token}`);
      }
      try {
        return { response: await next({ ...request, header } as Request) };
      } catch (error) {
        return { error };
      }
    };

    let outcome: Outcome;
    try {
      outcome = await session.call<Outcome>({
        url: whereTo(request.url),
        isRefused: request.stream ? () => false : isRefused,
        send,
      });
    } catch (error) {
      // Told by its name: each entry of the package has a class of its own.
      if (!(error instanceof Error) || error.name !== 'TidelockError') {
        throw error;
      }
      const code = CODES[(error as TidelockError).code];
      throw new ConnectError(error.message, code, undefined, undefined, error);
    }
    if ('error' in outcome) {
      throw outcome.error;
    }
    return outcome.response;
  };
}

/**
 * The address as the browser makes it of a relative one: by the base of the document, which a page
 * can set.
 */
function whereTo(url: string): string {
  return new URL(url, globalThis.document?.baseURI ?? globalThis.location?.href).href;
}
