import { LitElement, type PropertyDeclarations, type PropertyValues } from 'lit';
import type { Session } from '../api.js';
import type { Texts } from './texts/en.js';
import { languageOf, onLanguage } from './texts/language.js';
import { onTexts, speechIn, type Speech } from './texts/texts.js';

/** An element that shows something of a session, in the language around it. */
export abstract class SessionElement extends LitElement {
  static override properties: PropertyDeclarations = {
    session: { attribute: false },
    texts: { attribute: false },
  };

  /** The session to show. */
  declare session: Session | null;
  /** Texts that this element says in other words. Default: none. */
  declare texts: Partial<Texts>;

  private stops: (() => void)[] = [];
  private attended: Session | null = null;

  constructor() {
    super();
    this.session = null;
    this.texts = {};
  }

  /** Begins what is done as long as there is this session, until the result is called. */
  protected abstract attend(session: Session): () => void;

  override connectedCallback(): void {
    super.connectedCallback();
    this.begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.release();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('session') && this.attended !== this.session) {
      this.begin();
    }
  }

  protected begin(): void {
    this.release();
    if (this.isConnected) {
      const again = () => this.requestUpdate();
      this.stops = [onTexts(again), onLanguage(again)];
      this.attended = this.session;
      if (this.session) {
        this.stops.push(this.attend(this.session));
      }
    }
  }

  private release(): void {
    this.stops.forEach((stop) => stop());
    this.stops = [];
    this.attended = null;
  }

  protected speech(): Speech {
    return speechIn(languageOf(this), this.texts);
  }
}
