// The few things the page remembers over a reload. None of them is secret and none gives access:
// the refresh token is in a cookie that no script can read, the access token in memory only.

const NAME = 'tidelock-playground';

/**
 * @typedef {{here: boolean, bound: boolean, refusal: {reason: string, at: number}|null}} Remembered
 * `here`: somebody was signed in, so a renewal at start is worth a request.
 * `bound`: that session wants proofs of this browser's key.
 */

/** @returns {Remembered} */
export function recall() {
  const nothing = { here: false, bound: false, refusal: null };
  try {
    return { ...nothing, ...JSON.parse(localStorage.getItem(NAME) ?? '{}') };
  } catch {
    return nothing;
  }
}

/** @param {Partial<Remembered>} changes */
export function remember(changes) {
  try {
    localStorage.setItem(NAME, JSON.stringify({ ...recall(), ...changes }));
  } catch {
    // Full or forbidden storage costs a sign-in after a reload, nothing else.
  }
}
