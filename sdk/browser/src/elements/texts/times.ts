const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** From so many milliseconds on a time of day is not enough without its date. */
const SAME_DAY = 12 * HOUR;

/** The hour and minute at `at`, for something that is near. */
export function timeOfDay(language: string, at: number, now: number): string {
  const dateStyle = Math.abs(at - now) > SAME_DAY ? ('medium' as const) : undefined;
  return new Intl.DateTimeFormat(language, { timeStyle: 'short', dateStyle }).format(at);
}

/** The date and time at `at`. */
export const dateAndTime = (language: string, at: number): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(at);

/** How long ago something was, roughly; a date when that is weeks. */
export function ago(language: string, at: number, now: number): string {
  const since = Math.max(0, now - at);
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  if (since < HOUR) {
    return relative.format(-Math.floor(since / MINUTE), 'minute');
  }
  if (since < DAY) {
    return relative.format(-Math.floor(since / HOUR), 'hour');
  }
  return since < 14 * DAY
    ? relative.format(-Math.floor(since / DAY), 'day')
    : new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(at);
}
