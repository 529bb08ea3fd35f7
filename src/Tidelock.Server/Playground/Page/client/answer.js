// One request to the server, and its answer as a closed set of outcomes. Nothing here throws for
// an expected failure: the caller looks at `kind` and always knows what to do next.

/** How long to wait for an answer, in milliseconds; a long poll asks for more. */
const PATIENCE = 15_000;

/** The longest wait a server may impose, in seconds, so that a bad header can't park the page. */
const LONGEST_RETRY_AFTER = 300;

/**
 * @typedef {{kind: 'ok', status: number, body: any, nonce: string|null}
 *   | {kind: 'problem', status: number, name: string, problem: any,
 *      retryAfter: number|null, nonce: string|null}
 *   | {kind: 'lost'}} Answer
 * `lost` means that no answer arrived. The server may have acted on the request all the same.
 */

/**
 * Sends a request.
 * @param {string} path
 * @param {{method?: string, body?: object, headers?: Record<string, string>,
 *   signal?: AbortSignal, patience?: number}} [options]
 * @returns {Promise<Answer>}
 */
export async function send(path, options = {}) {
  const { method = 'POST', body, headers = {}, signal, patience = PATIENCE } = options;
  const giveUp = AbortSignal.timeout(patience);
  try {
    const response = await fetch(path, {
      method,
      // The header is what keeps other sites out: a foreign page can't set it without asking first.
      headers: {
        'X-Tidelock': '1',
        ...(body ? { 'Content-Type': 'application/json' } : {}),
        ...headers,
      },
      body: body ? JSON.stringify(body) : undefined,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: signal ? AbortSignal.any([signal, giveUp]) : giveUp,
    });
    return await read(response);
  } catch {
    return { kind: 'lost' };
  }
}

async function read(response) {
  const nonce = response.headers.get('DPoP-Nonce');
  const text = await response.text();
  const body = text === '' ? null : parse(text);
  if (response.ok) {
    return { kind: 'ok', status: response.status, body, nonce };
  }
  return {
    kind: 'problem',
    status: response.status,
    name: problemName(body),
    problem: body ?? {},
    retryAfter: seconds(response.headers.get('Retry-After')),
    nonce,
  };
}

/** The last part of the problem's type: `/problems/superseded` is `superseded`. */
function problemName(body) {
  return typeof body?.type === 'string' ? body.type.split('/').pop() : '';
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function seconds(header) {
  const value = Number.parseInt(header ?? '', 10);
  return Number.isNaN(value) ? null : Math.min(Math.max(value, 0), LONGEST_RETRY_AFTER);
}
