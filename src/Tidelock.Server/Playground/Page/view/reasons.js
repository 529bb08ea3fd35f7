// Every reason for which a session can end, in plain words: what happened, and what to do.
// `tone` says how much attention it deserves. A test compares the names with the server's.

/** @type {Record<string, {title: string, text: string, tone: 'calm'|'warn'|'alarm'}>} */
export const REASONS = {
  signed_out: {
    title: 'You signed out',
    text: 'This session was ended from this browser.',
    tone: 'calm',
  },
  signed_out_elsewhere: {
    title: 'Ended from another session of yours',
    text: 'Somebody who is signed in to your account ended this session. If it was not you, sign '
      + 'in, end the sessions you do not know and change your password.',
    tone: 'warn',
  },
  signed_out_everywhere: {
    title: 'You signed out everywhere',
    text: 'All sessions of your account were ended at once, this one too.',
    tone: 'calm',
  },
  ended_by_operator: {
    title: 'Ended by an administrator',
    text: 'The people who run this service ended the session. Ask them if you do not know why.',
    tone: 'warn',
  },
  session_limit: {
    title: 'Too many sessions',
    text: 'Your account may have only so many sessions at a time, and this was the one that had '
      + 'not been used for the longest.',
    tone: 'calm',
  },
  replaced_by_sign_in: {
    title: 'Somebody signed in here meanwhile',
    text: 'A new sign-in in this browser took the place of this session.',
    tone: 'calm',
  },
  sign_in_after_hold: {
    title: 'You signed in again on this device',
    text: 'The session could no longer prove that it belongs to this browser. Your new sign-in '
      + 'closed it.',
    tone: 'calm',
  },
  password_changed: {
    title: 'Your password was changed',
    text: 'Changing the password ends every other session. If you did not change it, ask for a '
      + 'reset link at once.',
    tone: 'warn',
  },
  password_reset: {
    title: 'Your password was reset',
    text: 'A one-time link was used to set a new password, which ends every session.',
    tone: 'warn',
  },
  account_disabled: {
    title: 'Your account was disabled',
    text: 'An administrator disabled the account. Signing in will not work until it is enabled.',
    tone: 'alarm',
  },
  account_erased: {
    title: 'The account was erased',
    text: 'The account and its personal data were removed.',
    tone: 'warn',
  },
  idle_expired: {
    title: 'Nobody was here for a while',
    text: 'The session was not used for longer than the idle limit, so it was closed for you.',
    tone: 'calm',
  },
  expired: {
    title: 'The session reached its full age',
    text: 'Every session ends some day, even one in use. Sign in to start the next.',
    tone: 'calm',
  },
  refresh_token_reuse: {
    title: 'A copy of your session was used',
    text: 'A refresh token came back after its successor was already in use: two parties hold this '
      + 'session. It was ended for both. Sign in again, and look at your other sessions.',
    tone: 'alarm',
  },
  clone_suspected: {
    title: 'Your session seemed to be in two places',
    text: 'Renewals kept arriving late and from different networks, as they do when somebody '
      + 'shares a copy of your session. It was ended to be safe.',
    tone: 'alarm',
  },
  binding_conflict: {
    title: 'Two browsers claimed this session',
    text: 'The session had moved to a new key, and then the old key proved itself again. Only one '
      + 'of them can be you, so the session was ended.',
    tone: 'alarm',
  },
  forged_generation: {
    title: 'An impossible token was presented',
    text: 'A token appeared that this server never issued for your session. The session was ended '
      + 'and the operators were told.',
    tone: 'alarm',
  },
  ended_by_restore: {
    title: 'The service was restored from a backup',
    text: 'Sessions that were not bound to a browser key were ended, to be safe.',
    tone: 'calm',
  },
  held: {
    title: 'This browser could not prove that the session is its own',
    text: 'The session is bound to a key this browser does not have (any more), or it lives on '
      + 'another device. It was left to its holder; please sign in again here.',
    tone: 'warn',
  },
  invalid_token: {
    title: 'This browser holds no valid session',
    text: 'The cookie is gone, or it is not one of this server. Private windows and cleared '
      + 'browsing data do that.',
    tone: 'calm',
  },
};

const UNKNOWN = {
  title: 'The session ended',
  text: 'The server gave a reason that this page does not know.',
  tone: 'warn',
};

/** The words for a reason. */
export function explain(reason) {
  return REASONS[reason] ?? UNKNOWN;
}
