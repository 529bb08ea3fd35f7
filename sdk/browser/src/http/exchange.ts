import type { Environment } from '../environment.js';

/**
 * Longest wait for an answer, in milliseconds: with the way back it stays below the server's
 * overlap.
 */
export const PATIENCE = 10_000;

/**
 * The longest wait that a server may ask for, in seconds, so that a bad header can't park a page.
 */
const LONGEST_RETRY_AFTER = 300;

/**
 * What came of one request. Nothing that can be expected throws: `lost` means that no answer of
 * ours arrived, and that the server may have acted on the request all the same.
 */
export type Answer =
  | { kind: 'ok'; body: any; nonce: string | null }
  | {
      kind: 'problem';
      status: number;
      /** The last part of the problem's type: `superseded` of `/problems/superseded`. */
      name: string;
      reason: string | null;
      /** Seconds. */
      retryAfter: number | null;
      nonce: string | null;
    }
  | { kind: 'lost'; why: 'no-answer' | 'unreadable' | 'no-key' };

export interface Message {
  method?: string;
  body?: object;
  headers?: Record<string, string>;
  /** The page goes away and the request should not. */
  keepalive?: boolean;
}

/** Sends a request to the server, for no longer than `PATIENCE`, body included. */
export async function exchange(
  environment: Environment,
  url: string,
  { method = 'POST', body, headers, keepalive = false }: Message,
): Promise<Answer> {
  const abort = new AbortController();
  let giveUp = () => {};
  const overdue = new Promise<Answer>((resolve) => {
    giveUp = environment.after(PATIENCE, () => {
      abort.abort();
      resolve({ kind: 'lost', why: 'no-answer' });
    });
  });
  const answered = environment
    .fetch(url, {
      method,
      // The header keeps other sites out: their pages can't set it without asking first.
      headers: {
        'X-Tidelock': '1',
        ...(body && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
      credentials: 'include',
      cache: 'no-store',
      redirect: 'error',
      keepalive,
      signal: abort.signal,
    })
    .then(read)
    .catch((): Answer => ({ kind: 'lost', why: 'no-answer' }));
  // A fetch that does not heed its signal must not hold up anybody either.
  const answer = await Promise.race([answered, overdue]);
  giveUp();
  return answer;
}

/** A portal in a hotel answers 200 with a page: only JSON is the server's. */
async function read(response: Response): Promise<Answer> {
  const { headers, ok, status } = response;
  const nonce = headers.get('DPoP-Nonce');
  const text = await response.text();
  if (ok && !text) {
    return { kind: 'ok', body: null, nonce };
  }
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    return status < 500 ? { kind: 'lost', why: 'unreadable' } : problem(response, {}, nonce);
  }
  return ok ? { kind: 'ok', body, nonce } : problem(response, body ?? {}, nonce);
}

function problem({ status, headers }: Response, body: any, nonce: string | null): Answer {
  const seconds = Number.parseInt(headers.get('Retry-After') ?? '', 10);
  return {
    kind: 'problem',
    status,
    name: String(body.type ?? '')
      .split('/')
      .pop()!,
    reason: body.reason ?? null,
    retryAfter: seconds >= 0 ? Math.min(seconds, LONGEST_RETRY_AFTER) : null,
    nonce,
  };
}
