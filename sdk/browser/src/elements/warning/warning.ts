import { html, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import type { Session } from '../../api.js';
import { SessionElement } from '../element.js';
import { look } from '../look.js';
import { timeOfDay } from '../texts/times.js';
import { Conduct, type Entry } from './conduct.js';
import type { Time } from './countdown.js';
import { barOf, contentOf, type Acts, type Shown } from './dialog.js';
import { focused, giveBack } from './focus.js';
import { warningLook } from './look.js';
import { failureOf } from './words.js';

/**
 * How long before the end it warns, in seconds: unless told otherwise, at least (WCAG 2.2.1), and
 * at most.
 */
const BEFORE = 300;
const LEAST_BEFORE = 20;
const MOST_BEFORE = 3600;

const time: Time = {
  now: () => Date.now(),
  after(milliseconds, work) {
    const timer = setTimeout(work, milliseconds);
    return () => clearTimeout(timer);
  },
};

/**
 * Warns before a session ends, and offers to sign in again in place when it has ended; see the
 * guide "Session warning".
 *
 * @fires tidelock-stayed the server confirmed that the person stays
 * @fires tidelock-signed-out the person chose to sign out
 * @fires tidelock-signed-in somebody signed in in place; unless it is prevented, the page is kept
 * from another person than the one before
 */
export class SessionWarning extends SessionElement {
  static override styles = [look, warningLook];
  static override properties: PropertyDeclarations = {
    warnBefore: { type: Number, attribute: 'before' },
    username: {},
  };

  /** How long before the end to warn, in seconds, from 20 to 3600. Default: 300. */
  declare warnBefore: number;
  /** A name with which the form begins. Default: none. */
  declare username: string;

  private conduct: Conduct | undefined;
  /** Where the focus was when the dialog opened. */
  private focusedBefore: HTMLElement | null = null;
  private viewBefore = 'nothing';

  private readonly acts: Acts = {
    stay: () => void this.conduct?.stay(),
    signOut: () => void this.conduct?.signOut(),
    askForForm: () => this.conduct?.askForForm(),
    notNow: () => this.conduct?.notNow(),
    signIn: (entry) => void this.signIn(entry),
    reload: () => location.reload(),
  };

  constructor() {
    super();
    this.warnBefore = BEFORE;
    this.username = '';
  }

  protected override attend(session: Session): () => void {
    const before = Math.min(Math.max(this.warnBefore || BEFORE, LEAST_BEFORE), MOST_BEFORE);
    const conduct = new Conduct(session, before, time, {
      changed: () => this.requestUpdate(),
      tell: (name, detail, cancelable = false) =>
        this.dispatchEvent(
          new CustomEvent(name, { detail, cancelable, bubbles: true, composed: true }),
        ),
    });
    this.conduct = conduct;
    return () => {
      conduct.stop();
      this.conduct = undefined;
      // Out of the page it would not be modal any more, and come back like that.
      this.dialog?.close();
    };
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('warnBefore') && this.hasUpdated) {
      this.begin();
    }
  }

  private async signIn(entry: Entry): Promise<void> {
    const { conduct } = this;
    await conduct?.signIn(entry);
    await this.updateComplete;
    if (conduct?.failure) {
      this.renderRoot.querySelector<HTMLInputElement>('#password')?.select();
    }
  }

  private get dialog(): HTMLDialogElement | null {
    return this.renderRoot?.querySelector('dialog') ?? null;
  }

  private readonly onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      this.conduct?.dismiss();
    }
  };

  /** A phone's gesture for "back"; a browser does not let a page refuse it each time. */
  private readonly onCancel = (event: Event) => {
    event.preventDefault();
    this.conduct?.dismiss();
  };

  protected override render() {
    const { conduct } = this;
    if (!conduct) {
      return nothing;
    }
    const shown = this.shown(conduct);
    const { view, speech } = shown;
    const isTimed = view === 'idle' || view === 'absolute';
    const isBar = conduct.isMinimized && view !== 'nothing';
    return html`
      <div class="heard" role="status" lang=${speech.language}>
        ${conduct.outcome && speech.say(conduct.outcome)}
      </div>
      <dialog
        part="dialog"
        lang=${speech.language}
        role=${isTimed ? 'alertdialog' : 'dialog'}
        aria-labelledby="title"
        aria-describedby="text"
        @keydown=${this.onKey}
        @cancel=${this.onCancel}
        @close=${() => this.requestUpdate()}
      >
        ${contentOf(shown, this.acts)}
      </dialog>
      ${isBar ? barOf(shown, this.acts.askForForm) : nothing}
    `;
  }

  private shown(conduct: Conduct): Shown {
    const { view, countdown, said, failure, busy, endReason, isBeforeEnd } = conduct;
    const speech = this.speech();
    const ends = countdown.endsAt;
    return {
      ...{ view, speech, busy, endReason, isBeforeEnd, username: this.username },
      left: countdown.left,
      total: countdown.total,
      time: ends ? timeOfDay(speech.language, ends, Date.now()) : '',
      said: said ? speech.count(`${said.unit}Left`, said.count) : '',
      error: failure ? failureOf(speech, failure) : '',
    };
  }

  protected override updated(): void {
    const { dialog, conduct } = this;
    if (!dialog || !conduct) {
      return;
    }
    const view = conduct.isMinimized ? 'nothing' : conduct.view;
    const isOpen = view !== 'nothing';
    if (isOpen && !dialog.open) {
      const before = focused();
      // What is opened from the bar gives the focus back to where it was before that.
      if (before && !this.renderRoot.contains(before)) {
        this.focusedBefore = before;
      }
      dialog.showModal();
    } else if (!isOpen && dialog.open) {
      dialog.close();
      giveBack(this.focusedBefore);
      this.focusedBefore = conduct.isMinimized ? this.focusedBefore : null;
    } else if (isOpen && view !== this.viewBefore) {
      // What had the focus has made way for something else.
      dialog.querySelector<HTMLElement>('[autofocus]')?.focus();
    }
    this.viewBefore = view;
  }
}
