import { html, nothing, type TemplateResult } from 'lit';
import type { Speech } from '../texts/texts.js';
import { ago, dateAndTime } from '../texts/times.js';
import type { Device } from './devices.js';

/** A name of the server for what it does not know. */
const UNKNOWN = 'Other';

export function nameOf(speech: Speech, { browser, os }: Device): string {
  const known = [browser, os].filter((name) => name && name !== UNKNOWN);
  return known.length === 2
    ? speech.say('device', { browser, system: os })
    : (known[0] ?? speech.say('unknownDevice'));
}

/** One session; `end` is the button that ends it, or the question. */
export function deviceOf(speech: Speech, device: Device, now: number, end: TemplateResult) {
  const { current, place, address, createdAt, lastUsedAt, bound } = device;
  const used = ago(speech.language, Date.parse(lastUsedAt), now);
  const where = [place, address].filter(Boolean).join(' · ');
  return html`
    <li part="row ${current ? 'row-current' : ''}">
      <div class="what">
        <p class="name" part="name">
          <bdi>${nameOf(speech, device)}</bdi>
          ${current ? html`<span class="badge" part="badge">${speech.say('here')}</span>` : nothing}
        </p>
        <p class="soft" part="detail">
          ${current ? speech.say('activeNow') : speech.say('lastUsed', { when: used })}
          ${
            where
              ? html`<span class="dot" aria-hidden="true">·</span> <bdi>${where}</bdi>`
              : nothing
          }
        </p>
        <p class="soft" part="detail">
          ${speech.say('createdAt', { when: dateAndTime(speech.language, Date.parse(createdAt)) })}
          ${
            bound
              ? html`<span class="dot" aria-hidden="true">·</span> ${speech.say('bound')}`
              : nothing
          }
        </p>
      </div>
      ${end}
    </li>
  `;
}

/** The button that ends one session, or all others. */
export function rowButton(
  speech: Speech,
  device: Device | undefined,
  id: string,
  ask: () => void,
): TemplateResult {
  const name = device
    ? speech.say('endOf', {
        device: nameOf(speech, device),
        when: ago(speech.language, Date.parse(device.lastUsedAt), Date.now()),
      })
    : nothing;
  return html`
    <button
      type="button"
      class="ask ${device ? '' : 'danger'}"
      part="button"
      data-of=${id}
      aria-label=${name}
      @click=${ask}
    >
      ${speech.say(device ? 'end' : 'endOthers')}
    </button>
  `;
}

interface Asked {
  isBusy: boolean;
  hasFailed: boolean;
  yes: () => void;
  no: () => void;
}

/** Asks whether a session, or all others, should really end. */
export const question = (
  speech: Speech,
  device: Device | undefined,
  { isBusy, hasFailed, yes, no }: Asked,
): TemplateResult => html`
  <div
    class="question"
    part="question"
    @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && no()}
  >
    <p id="question">${speech.say(device ? 'endQuestion' : 'endOthersQuestion')}</p>
    <p class="error" part="error" role="alert">${hasFailed ? speech.say('endFailed') : ''}</p>
    <div class="actions">
      <button
        type="button"
        class="yes danger"
        part="button button-danger"
        aria-describedby="question"
        aria-busy=${isBusy}
        aria-disabled=${isBusy}
        @click=${yes}
      >
        ${speech.say(isBusy ? 'wait' : 'end')}
      </button>
      <button type="button" part="button" aria-disabled=${isBusy} @click=${no}>
        ${speech.say('cancel')}
      </button>
    </div>
  </div>
`;
