import { TidelockError } from '../errors.js';
import type { Keeper } from './keeper.js';
import type { State } from './snapshot.js';
import { works } from './token.js';

/** Ends that somebody asked for here. */
const WANTED = ['', 'signed_out', 'signed_out_everywhere'];

/** What is known of a session, as pages are told. */
export function stateOf(keeper: Keeper): State {
  if (keeper.signingIn) {
    return 'signing-in';
  }
  if (works(keeper.held)) {
    return 'active';
  }
  if (isSignedOut(keeper)) {
    return WANTED.includes(keeper.endReason!) ? 'signed-out' : 'expired';
  }
  return keeper.trouble && !keeper.flight ? 'offline' : 'renewing';
}

/** Whether it is known that nobody is signed in. */
export const isSignedOut = ({ sid, endReason }: Keeper): boolean =>
  sid === undefined && endReason !== null;

/** Why there is no token. */
export const errorOf = (keeper: Keeper): TidelockError =>
  isSignedOut(keeper)
    ? new TidelockError('sign_in_required', keeper.endReason!)
    : new TidelockError('unreachable', keeper.trouble ?? '', Math.ceil(keeper.dueIn()! / 1000));
