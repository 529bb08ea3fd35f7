// Answers that are not the hoped-for one, in plain words, by the problem's name.

const TROUBLES = {
  'invalid-credentials': 'That user name and password do not belong together.',
  'account-disabled': 'This account is disabled. An administrator can enable it.',
  'session-limit': 'You have as many sessions as are allowed. End one of them first.',
  'rate-limited': 'That was too often in a short time.',
  overloaded: 'The server has more to do than it can at the moment.',
  'store-unavailable': 'The server can not reach its store at the moment.',
  'use-dpop-nonce': 'The server did not accept the proof of this browser\'s key.',
  'dpop-required': 'This server wants every session to be bound to a browser key.',
  'cross-site-request': 'The server took this for a request from another site.',
  validation: 'Please fill in both fields.',
  superseded: 'Another tab is renewing at the same time.',
  'no-answer': 'The server did not answer.',
};

const UNKNOWN = 'Something went wrong on the server.';

/** Words for a problem name, or for `no-answer`. */
export function trouble(name) {
  return TROUBLES[name] ?? `${UNKNOWN} (${name || 'no problem type'})`;
}

/** Words for an answer that is not ok, with when to try again. */
export function troubleOf(answer) {
  if (answer.kind === 'lost') {
    return trouble('no-answer');
  }
  const again = answer.retryAfter ? ` Try again in ${answer.retryAfter} s.` : '';
  return trouble(answer.name) + again;
}
