/** What throws, as storage does where cookies are blocked, is missing. */
export function attempt<T>(look: (() => T | undefined) | undefined): T | undefined {
  try {
    return look?.();
  } catch {
    return undefined;
  }
}
