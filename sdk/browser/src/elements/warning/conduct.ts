import type { Session } from '../../api.js';
import type { Snapshot } from '../../session/snapshot.js';
import type { SessionInfo } from '../../session/token.js';
import { announcement, rounded, type Rounded } from './announcements.js';
import { Countdown, type Time } from './countdown.js';
import { follow, NOBODY, type View } from './view.js';

/** What the person asked for and waits for. */
export type Busy = '' | 'stay' | 'sign-out' | 'sign-in';

/** What was typed into the form. */
export interface Entry {
  username: string;
  password: string;
}

/** Whom the conduct of a warning is told to. */
export interface Audience {
  /** Something changed that is shown. */
  changed(): void;
  /** Something happened that the application may want to know; false when it sees to it itself. */
  tell(name: string, detail: object, cancelable?: boolean): boolean;
}

/** Decides what the warning of a session shows and does, as long as one session is shown. */
export class Conduct {
  busy: Busy = '';
  /** What the last try threw. */
  failure: unknown;
  endReason: string | null = null;
  /** Whether the dialog made way for the bar. */
  isMinimized = false;
  /** The rounded time that is to be announced. */
  said: Rounded | null = null;
  /** What is announced when the dialog has closed. */
  outcome: 'stayed' | 'signedIn' | null = null;
  readonly countdown: Countdown;

  private watched = NOBODY;
  /** The form was asked for before the end. */
  private isEarly = false;
  private remember = false;
  /** The person asked to stay, and the server has not confirmed it yet. */
  private wantsToStay = false;
  private sessionId: string | undefined;
  private readonly stops: (() => void)[];

  constructor(
    private readonly session: Session,
    before: number,
    time: Time,
    private readonly audience: Audience,
  ) {
    this.countdown = new Countdown(time, session.endsIn, (left) => this.tick(left));
    this.stops = [
      session.subscribe((snapshot) => this.see(snapshot)),
      session.warn(before),
      () => this.countdown.stop(),
    ];
    this.see(session.snapshot());
  }

  /** Lets go of the session. */
  stop(): void {
    this.stops.forEach((stop) => stop());
  }

  get view(): View {
    return this.isEarly ? 'sign-in' : this.watched.view;
  }

  /** Whether the session still lives while the form is shown. */
  get isBeforeEnd(): boolean {
    return this.watched.view === 'absolute';
  }

  private see(snapshot: Snapshot): void {
    const [before, wasEarly] = [this.watched, this.isEarly];
    const { session, user } = snapshot;
    this.watched = follow(before, snapshot);
    this.endReason = user === null ? (snapshot.endReason ?? this.endReason) : null;
    if (before.view !== this.watched.view) {
      this.isMinimized = this.isEarly = false;
      this.failure = undefined;
    }
    const isAnew = session !== null && session.id !== this.sessionId;
    if (session) {
      [this.sessionId, this.remember] = [session.id, session.remembered];
    }
    if (isAnew && user !== null && (before.view === 'sign-in' || wasEarly)) {
      this.signedIn(user);
    }
    this.count();
    if (this.wantsToStay && before.view === 'idle' && this.watched.view !== 'idle') {
      this.stayed(session);
    }
    this.audience.changed();
  }

  /** Also when a renewal that was tried by itself brought the word of the server. */
  private stayed(session: SessionInfo | null): void {
    this.wantsToStay = false;
    if (session && this.watched.view !== 'stranger') {
      this.outcome = this.watched.view === 'nothing' ? 'stayed' : null;
      this.audience.tell('tidelock-stayed', { session });
    }
  }

  /** Somebody is signed in where the form was, here or in another tab. */
  private signedIn(user: string): void {
    const isSamePerson = this.watched.view !== 'stranger';
    this.outcome = isSamePerson ? 'signedIn' : null;
    if (!this.audience.tell('tidelock-signed-in', { user, isSamePerson }, true)) {
      this.watched = { view: isSamePerson ? this.watched.view : 'nothing', user };
    }
  }

  private count(): void {
    if (this.watched.view === 'idle' || this.watched.view === 'absolute') {
      this.countdown.begin();
      this.said ??= rounded(this.countdown.left);
      this.outcome = null;
    } else {
      this.countdown.stop();
      this.said = null;
    }
  }

  private tick(before: number): void {
    this.said = announcement(before, this.countdown.left) ?? this.said;
    this.audience.changed();
  }

  /** "Stay signed in": only the server's word closes the dialog. */
  stay(): Promise<void> {
    return this.attempt('stay', async () => {
      this.wantsToStay = true;
      await this.session.stay();
    });
  }

  signOut(): Promise<void> {
    return this.attempt('sign-out', async () => {
      const signedOut = await this.session.signOut();
      this.audience.tell('tidelock-signed-out', signedOut);
    });
  }

  /** Signs in for as long as the session before was meant to last. */
  signIn(entry: Entry): Promise<void> {
    return this.attempt('sign-in', async () => {
      await this.session.signIn({ ...entry, remember: this.remember });
    });
  }

  /** Asks for the form before the session ends, or for the dialog in place of the bar. */
  askForForm(): void {
    this.isMinimized = false;
    this.isEarly = this.isBeforeEnd;
    this.failure = undefined;
    this.audience.changed();
  }

  /** Makes way for the page; a bar goes on telling, and nothing is lost. */
  notNow(): void {
    if (!this.busy) {
      this.isMinimized = true;
      this.isEarly = false;
      this.audience.changed();
    }
  }

  /**
   * Escape: it says that the person is there, and never costs them the session. Where staying is
   * not possible it makes way for the page.
   */
  dismiss(): void {
    if (this.view === 'idle') {
      void this.stay();
    } else if (this.view !== 'stranger') {
      this.notNow();
    }
  }

  /** Does what was asked for, one at a time; what fails is told where it was asked for. */
  private async attempt(busy: Busy, work: () => Promise<void>): Promise<void> {
    if (this.busy) {
      return;
    }
    const { view } = this;
    [this.busy, this.failure] = [busy, undefined];
    this.audience.changed();
    try {
      await work();
    } catch (failure) {
      this.failure = this.view === view ? failure : undefined;
    }
    this.busy = '';
    this.audience.changed();
  }
}
