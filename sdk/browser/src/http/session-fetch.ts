import type { Call } from '../api.js';
import type { Environment } from '../environment.js';

/** The `fetch` of a session. */
export function fetchWith(
  parts: () => { environment: Environment },
  call: <T>(call: Call<T>) => Promise<T>,
) {
  return async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const { environment } = parts();
    const request = new Request(input, init);
    // A body that is a stream is read once; every other kind can be sent again.
    const canRepeat = !(init?.body instanceof ReadableStream);
    let sent = 0;
    return call({
      url: request.url,
      canRepeat,
      isRefused: ({ status }) => status === 401,
      send: (token) => {
        const copy = canRepeat && !sent++ ? request.clone() : request;
        return environment.fetch((token === null ? copy : withToken(copy, token)) as never, {});
      },
    });
  };
}

function withToken(request: Request, token: string): Request {
  const headers = new Headers(request.headers);
  headers.set('Authorization', `Bearer ${token}`);
  return new Request(request, { headers });
}
