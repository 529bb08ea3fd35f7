const TEXTS: Record<string, string> = {
  signed_out_elsewhere: 'You ended this session from another device.',
  signed_out_everywhere: 'You signed out on all devices.',
  password_changed: 'Your password was changed. Sign in with the new one.',
  password_reset: 'Your password was reset. Sign in with the new one.',
  ended_by_operator: 'An administrator ended your session.',
  account_disabled: 'This account is disabled.',
  idle_expired: 'Nobody was here for a while, so you were signed out.',
  expired: 'It has been a long time. Please sign in again.',
  session_limit: 'You signed in on another device, and there were too many sessions.',
  refresh_token_reuse: 'Your session was ended for your safety.',
  clone_suspected: 'Your session was ended for your safety.',
  binding_conflict: 'Your session was ended for your safety.',
};

/** What to tell a person whose session ended, by the server's word for it. */
export const reasonText = (reason: string | null): string =>
  TEXTS[reason ?? ''] ?? 'Your session has ended.';
