import { html, nothing } from 'lit';
import type { Session } from '../../api.js';
import { SessionElement } from '../element.js';
import { look } from '../look.js';
import { endDevice, loadDevices, type Device, type Devices } from './devices.js';
import { deviceOf, nameOf, question, rowButton } from './rows.js';
import { sessionsLook } from './look.js';

/** What stands for all sessions but this one where one is named by its id. */
const OTHERS = 'others';

/**
 * Lists where the person is signed in, and ends sessions there.
 *
 * @fires tidelock-signed-out the person signed out here
 */
export class SessionList extends SessionElement {
  static override styles = [look, sessionsLook];

  private devices: Devices | null = null;
  private load: 'waits' | 'failed' | 'done' = 'waits';
  /** The session, or `others`, that the person is asked about. */
  private asked = '';
  private isBusy = false;
  private hasFailed = false;
  private said = '';
  /** Raised by each load, so that an answer that was overtaken is dropped. */
  private loads = 0;
  private isSignedIn = false;

  /** Loads the list anew. */
  async reload(): Promise<void> {
    const { session } = this;
    const load = ++this.loads;
    if (!session) {
      return;
    }
    this.load = this.devices ? 'done' : 'waits';
    this.requestUpdate();
    try {
      const devices = await loadDevices(session);
      if (load === this.loads) {
        [this.devices, this.load] = [devices, 'done'];
      }
    } catch {
      if (load === this.loads) {
        this.load = 'failed';
      }
    }
    this.requestUpdate();
  }

  protected override attend(session: Session): () => void {
    let of: string | undefined;
    const see = () => {
      const { session: info, user } = session.snapshot();
      // While a token is fetched anew nothing is known to have changed.
      const isOver = session.state === 'signed-out' || session.state === 'expired';
      this.isSignedIn = user !== null || (this.isSignedIn && !isOver);
      if (!this.isSignedIn) {
        [of, this.devices, this.asked, this.said] = [undefined, null, '', ''];
        this.loads++;
        this.requestUpdate();
      } else if (info && info.id !== of) {
        of = info.id;
        [this.devices, this.asked] = [null, ''];
        void this.reload();
      }
    };
    const stop = session.subscribe(see);
    this.requestUpdate();
    see();
    return () => {
      stop();
      [this.devices, this.isSignedIn] = [null, false];
      this.loads++;
    };
  }

  private ask(asked: string): void {
    if (!this.isBusy) {
      const before = this.asked;
      [this.asked, this.hasFailed, this.said] = [asked, false, ''];
      this.requestUpdate();
      void this.updateComplete.then(() => this.focusOn(asked ? '.yes' : `[data-of="${before}"]`));
    }
  }

  private focusOn(selector: string): void {
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  private async end(device: Device | undefined): Promise<void> {
    const { session, isBusy } = this;
    if (!session || isBusy) {
      return;
    }
    [this.isBusy, this.hasFailed] = [true, false];
    this.requestUpdate();
    try {
      const said = await this.endNow(session, device);
      [this.asked, this.said] = ['', said];
      await this.reload();
    } catch {
      this.hasFailed = true;
    }
    this.isBusy = false;
    this.requestUpdate();
    await this.updateComplete;
    // What had the focus is gone with the session.
    this.focusOn(this.hasFailed ? '.yes' : 'h2');
  }

  /** The result is what to say of it. */
  private async endNow(session: Session, device: Device | undefined): Promise<string> {
    const speech = this.speech();
    if (!device) {
      const { ended = 0 } = await session.signOut({ scope: 'others' });
      return speech.count('endedOthers', ended);
    }
    if (device.current) {
      const detail = await session.signOut();
      const options = { detail, bubbles: true, composed: true };
      this.dispatchEvent(new CustomEvent('tidelock-signed-out', options));
      return '';
    }
    await endDevice(session, device.id);
    return speech.say('endedOne', { device: nameOf(speech, device) });
  }

  protected override render() {
    const speech = this.speech();
    return html`
      <section
        part="list"
        lang=${speech.language}
        aria-labelledby="title"
        aria-busy=${this.isSignedIn && this.load === 'waits'}
      >
        <h2 id="title" part="title" tabindex="-1">${speech.say('sessionsTitle')}</h2>
        <div class="said" part="status" role="status">${this.said}</div>
        ${this.isSignedIn ? this.content() : html`<p class="soft">${speech.say('nobody')}</p>`}
      </section>
    `;
  }

  private content() {
    const speech = this.speech();
    const { devices } = this;
    const failed = html`
      <p class="error" part="error" role="alert">${speech.say('loadFailed')}</p>
      <button type="button" part="button" @click=${() => void this.reload()}>
        ${speech.say('retry')}
      </button>
    `;
    if (!devices) {
      return this.load === 'failed' ? failed : html`<p class="soft">${speech.say('loading')}</p>`;
    }
    const others = devices.shown.filter(({ current }) => !current).length + devices.more;
    return html`
      ${this.load === 'failed' ? failed : nothing}
      <ul part="rows">
        ${devices.shown.map((device) => deviceOf(speech, device, Date.now(), this.askedOf(device)))}
      </ul>
      ${devices.more ? html`<p class="soft">${speech.count('more', devices.more)}</p>` : nothing}
      ${
        others
          ? html`<div class="others">${this.askedOf(undefined)}</div>`
          : html`<p class="soft">${speech.say('alone')}</p>`
      }
    `;
  }

  /** The button that ends a session, or the question whether it should. */
  private askedOf(device: Device | undefined) {
    const speech = this.speech();
    const id = device?.id ?? OTHERS;
    if (this.asked !== id) {
      return rowButton(speech, device, id, () => this.ask(id));
    }
    const { isBusy, hasFailed } = this;
    return question(speech, device, {
      ...{ isBusy, hasFailed },
      yes: () => void this.end(device),
      no: () => this.ask(''),
    });
  }
}
