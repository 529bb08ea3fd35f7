// The events a user may see of the own account, in plain words.

const KINDS = {
  'session.started': 'A session began',
  'session.ended': 'A session ended',
  'session.rebound': 'A session moved to a new browser key',
  'session.device_changed': 'A session came from another device',
  'session.network_changed': 'A session came from another network',
  'token.refreshed': 'A token was renewed',
  'token.replayed': 'A lost answer was sent again',
  'token.superseded': 'Two renewals met; one waited',
  'token.refused': 'A renewal of an ended session was refused',
  'token.held': 'A renewal without proof was refused',
  'token.caught_up': 'A session was ahead of a restored store',
  'token.reuse_detected': 'A copied token was used',
  'token.clone_suspected': 'A session seemed to be in two places',
  'token.binding_conflict': 'Two browsers claimed one session',
  'token.forged': 'An impossible token was presented',
  'signin.succeeded': 'A sign-in succeeded',
  'signin.failed': 'A sign-in failed',
  'user.added': 'The account was made',
  'user.disabled': 'The account was disabled',
  'user.enabled': 'The account was enabled',
  'user.roles_changed': 'The roles of the account changed',
  'password.changed': 'The password was changed',
  'password.change_refused': 'A change of the password was refused',
  'password.reset': 'The password was reset',
  'link.issued': 'A one-time link was made',
};

/** Words for a kind of event; its name where there are none. */
export function kindInWords(kind) {
  return KINDS[kind] ?? kind;
}
