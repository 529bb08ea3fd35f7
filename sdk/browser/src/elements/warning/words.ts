import type { TidelockError } from '../../errors.js';
import type { Plain, Speech } from '../texts/texts.js';

/** Ends because something looked wrong; nobody but an operator can tell more of them. */
const FOR_SAFETY = [
  'refresh_token_reuse',
  'clone_suspected',
  'binding_conflict',
  'forged_generation',
];

const REFUSALS: Record<string, Plain> = {
  'invalid-credentials': 'wrong',
  'account-disabled': 'account_disabled',
  'session-limit': 'tooMany',
};

/** Problems with which the server was there, and named a time to come back. */
const TO_WAIT = ['rate-limited', 'overloaded', 'store-unavailable'];

/** What to tell a person whose session ended for `reason`; see the list of end reasons. */
export const endOf = (speech: Speech, reason: string | null): string =>
  reason && FOR_SAFETY.includes(reason)
    ? speech.say('ended_for_safety')
    : (speech.find(reason ?? '') ?? speech.say('ended'));

/** What to tell a person about a call of the session that failed. */
export function failureOf(speech: Speech, error: unknown): string {
  const { code, reason = '', retryAfter } = error as Partial<TidelockError>;
  if (code === 'refused') {
    return speech.say(REFUSALS[reason] ?? 'refused');
  }
  return retryAfter && TO_WAIT.includes(reason)
    ? speech.count('later', retryAfter)
    : speech.say('unreachable');
}
