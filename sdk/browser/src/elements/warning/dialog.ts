import { html, nothing, type TemplateResult } from 'lit';
import type { Speech } from '../texts/texts.js';
import { clockFace } from './announcements.js';
import type { Busy, Entry } from './conduct.js';
import { signInForm } from './sign-in-form.js';
import type { View } from './view.js';
import { endOf } from './words.js';

/** From so many seconds on the countdown looks urgent. */
const SOON = 60;

/** What the dialog shows. */
export interface Shown {
  view: View;
  speech: Speech;
  /** Seconds until the end, and how many there were when the dialog opened. */
  left: number;
  total: number;
  /** The end as a time of day. */
  time: string;
  said: string;
  error: string;
  busy: Busy;
  endReason: string | null;
  /** The form is shown before the session has ended. */
  isBeforeEnd: boolean;
  username: string;
}

/** What its buttons do. */
export interface Acts {
  stay(): void;
  signOut(): void;
  askForForm(): void;
  notNow(): void;
  signIn(entry: Entry): void;
  reload(): void;
}

export function contentOf(shown: Shown, acts: Acts): TemplateResult | typeof nothing {
  switch (shown.view) {
    case 'idle':
      return idle(shown, acts);
    case 'absolute':
      return absolute(shown, acts);
    case 'sign-in':
      return signInAgain(shown, acts);
    case 'stranger':
      return stranger(shown, acts);
    default:
      return nothing;
  }
}

const idle = (shown: Shown, acts: Acts) => {
  const { speech, time, busy } = shown;
  return html`
    ${ringOf(shown)} ${head(speech.say('idleTitle'), speech.say('idleText', { time }))}
    ${tellings(shown)}
    <div class="actions" part="actions">
      ${button(shown, 'main', 'stay', busy === 'stay', acts.stay)}
      ${button(shown, '', 'signOut', busy === 'sign-out', acts.signOut)}
    </div>
  `;
};

const absolute = (shown: Shown, acts: Acts) => {
  const { speech, time, busy } = shown;
  return html`
    ${ringOf(shown)} ${head(speech.say('absoluteTitle'), speech.say('absoluteText', { time }))}
    ${tellings(shown)}
    <div class="actions" part="actions">
      ${button(shown, 'main', 'signInNow', false, acts.askForForm)}
      ${button(shown, '', 'notNow', false, acts.notNow)}
      ${button(shown, '', 'signOut', busy === 'sign-out', acts.signOut)}
    </div>
  `;
};

const signInAgain = (shown: Shown, acts: Acts) => {
  const { speech, endReason, isBeforeEnd } = shown;
  const kept = speech.say('kept');
  const text = isBeforeEnd ? kept : `${endOf(speech, endReason)} ${kept}`;
  return html`
    ${head(speech.say('signInTitle'), text)}
    <slot name="sign-in">${signInForm(shown, acts)}</slot>
  `;
};

const stranger = (shown: Shown, acts: Acts) => {
  const { speech } = shown;
  return html`
    ${head(speech.say('strangerTitle'), speech.say('strangerText'))}
    <div class="actions" part="actions">${button(shown, 'main', 'reload', false, acts.reload)}</div>
  `;
};

/** Stands where the dialog would be after "not now". */
export const barOf = ({ isBeforeEnd, speech, time }: Shown, open: () => void) => html`
  <section class="bar" part="bar" aria-label=${speech.say('signInTitle')}>
    <p>${isBeforeEnd ? speech.say('barAbsolute', { time }) : speech.say('bar')}</p>
    <button type="button" class="main" part="button button-main" @click=${open}>
      ${speech.say(isBeforeEnd ? 'signInNow' : 'signIn')}
    </button>
  </section>
`;

const head = (title: string, text: string) => html`
  <div class="head">
    <h2 id="title" part="title">${title}</h2>
    <p id="text" class="soft" part="text">${text}</p>
  </div>
`;

/** What is read out while the dialog is open: the rounded time, and what went wrong. */
const tellings = ({ said, error }: Shown) => html`
  <div class="heard" role="status">${said}</div>
  <p class="error" part="error" role="alert">${error}</p>
`;

/** Hidden from screen readers, to which each second would be read. */
const ringOf = ({ left, total }: Shown) => html`
  <div class="ring ${left <= SOON ? 'soon' : ''}" part="countdown" aria-hidden="true">
    <svg viewBox="0 0 100 100">
      <circle class="track" cx="50" cy="50" r="45" />
      <circle
        class="left"
        cx="50"
        cy="50"
        r="45"
        pathLength="1"
        stroke-dasharray="1"
        stroke-dashoffset=${total ? 1 - left / total : 0}
      />
    </svg>
    <span class="clock">${clockFace(left)}</span>
  </div>
`;

/**
 * A button that waits is not disabled, since it would lose the focus; what is pressed meanwhile
 * does nothing.
 */
const button = (
  { speech, busy }: Shown,
  kind: '' | 'main',
  name: 'stay' | 'signOut' | 'signInNow' | 'notNow' | 'reload',
  isBusy: boolean,
  act: () => void,
) => html`
  <button
    type="button"
    class=${kind}
    part="button${kind && ' button-main'}"
    ?autofocus=${kind === 'main'}
    aria-busy=${isBusy}
    aria-disabled=${busy !== ''}
    @click=${act}
  >
    ${isBusy ? speech.say('wait') : speech.say(name)}
  </button>
`;
