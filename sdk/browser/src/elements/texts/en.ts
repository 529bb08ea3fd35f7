/** A text with a number in it, one for each plural form of the language; see Intl.PluralRules. */
export interface Forms {
  readonly zero?: string;
  readonly one?: string;
  readonly two?: string;
  readonly few?: string;
  readonly many?: string;
  readonly other: string;
}

/** What the elements say in English. The words in braces are replaced. */
export const en = {
  idleTitle: 'Are you still there?',
  idleText:
    'You have not done anything for a while. To protect you, you will be signed out at {time}.',
  absoluteTitle: 'Your session ends soon',
  absoluteText:
    'It ends at {time}, and it can’t be extended. You can sign in again right here, now or then: ' +
    'what you typed on this page stays.',
  minutesLeft: { one: '{count} minute left', other: '{count} minutes left' } as Forms,
  secondsLeft: { one: '{count} second left', other: '{count} seconds left' } as Forms,
  stay: 'Stay signed in',
  stayed: 'You are still signed in.',
  signOut: 'Sign out',
  notNow: 'Not now',
  signInNow: 'Sign in again now',
  wait: 'One moment…',

  signInTitle: 'Please sign in again',
  kept: 'What you typed on this page is still there.',
  username: 'User name or e-mail',
  password: 'Password',
  signIn: 'Sign in',
  signedIn: 'You are signed in again.',
  bar: 'You are signed out. What you typed is still there.',
  barAbsolute: 'Your session ends at {time}.',
  strangerTitle: 'Somebody else has signed in',
  strangerText: 'This page still shows what belongs to the person before. Load it anew to go on.',
  reload: 'Load the page anew',

  // The names of the server for why a session ended.
  idle_expired: 'You were away for a while, so you were signed out.',
  expired: 'Your session has reached its longest life.',
  signed_out_elsewhere: 'You ended this session from another device.',
  signed_out_everywhere: 'You signed out on all devices.',
  password_changed: 'Your password was changed. Sign in with the new one.',
  password_reset: 'Your password was reset. Sign in with the new one.',
  ended_by_operator: 'An administrator ended your session.',
  account_disabled: 'This account is disabled.',
  account_erased: 'This account does not exist any more.',
  ended_by_restore: 'The service was restored.',
  session_limit: 'You signed in on more devices than are allowed.',
  ended_for_safety: 'Your session was ended for your safety.',
  ended: 'Your session is over.',

  wrong: 'The name or the password is wrong.',
  tooMany: 'You are signed in on as many devices as are allowed. Sign out on one of them first.',
  refused: 'The server refused that.',
  unreachable: 'The server can’t be reached. Check the connection and try again.',
  later: {
    one: 'Not possible at the moment. Try again in {count} second.',
    other: 'Not possible at the moment. Try again in {count} seconds.',
  } as Forms,

  sessionsTitle: 'Where you are signed in',
  device: '{browser} on {system}',
  unknownDevice: 'Unknown device',
  here: 'This device',
  bound: 'Protected by a key',
  activeNow: 'Active now',
  lastUsed: 'Last active {when}',
  createdAt: 'Signed in on {when}',
  end: 'Sign out',
  endOf: 'Sign out {device}, last active {when}',
  endQuestion: 'Sign out this device?',
  endOthers: 'Sign out all other devices',
  endOthersQuestion: 'Sign out everywhere but here?',
  cancel: 'Cancel',
  endedOne: '{device} was signed out.',
  endedOthers: {
    one: '{count} other device was signed out.',
    other: '{count} other devices were signed out.',
  } as Forms,
  loading: 'Loading your devices…',
  loadFailed: 'Your devices could not be loaded.',
  endFailed: 'That did not work. Check the connection and try again.',
  retry: 'Try again',
  alone: 'You are signed in nowhere else.',
  nobody: 'Sign in to see where you are signed in.',
  more: { one: '{count} more is not shown.', other: '{count} more are not shown.' } as Forms,
};

type Widened<T> = { [K in keyof T]: T[K] extends Forms ? Forms : string };

/** All texts of the elements, by their names. */
export type Texts = Readonly<Widened<typeof en>>;
