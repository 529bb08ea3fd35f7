// Times in words a person uses.

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const dateAndTime = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });
const timeOfDay = new Intl.DateTimeFormat('en', {
  hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
});

/** `8:05` for 485 seconds. */
export function countdown(seconds) {
  const whole = Math.ceil(seconds);
  const rest = String(whole % MINUTE).padStart(2, '0');
  return `${Math.floor(whole / MINUTE)}:${rest}`;
}

/** `12 minutes`, `3 days`. */
export function duration(seconds) {
  const [size, name] = unitOf(seconds);
  const count = Math.round(seconds / size);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

/** `5 minutes ago`, `in 30 days`, as seen from `now`. */
export function fromNow(iso, now = Date.now()) {
  const seconds = (Date.parse(iso) - now) / 1000;
  if (Math.abs(seconds) < 10) {
    return 'just now';
  }
  const [size, name] = unitOf(Math.abs(seconds));
  return relative.format(Math.round(seconds / size), name);
}

/** A date with its time, in this browser's time zone. */
export function moment(value) {
  return dateAndTime.format(new Date(value));
}

/** The time of day with seconds. */
export function clockTime(value) {
  return timeOfDay.format(new Date(value));
}

function unitOf(seconds) {
  if (seconds < MINUTE) {
    return [1, 'second'];
  }
  if (seconds < HOUR) {
    return [MINUTE, 'minute'];
  }
  return seconds < DAY ? [HOUR, 'hour'] : [DAY, 'day'];
}
