/**
 * Web components that show a session: `<tidelock-session-warning>` and `<tidelock-sessions>`.
 *
 * @packageDocumentation
 */
import type { SessionList } from './sessions/sessions.js';
import type { SessionWarning } from './warning/warning.js';
import { loadTexts } from './texts/texts.js';

export { addTexts } from './texts/texts.js';
export type { Forms, Texts } from './texts/en.js';
export type { SessionList, SessionWarning };

/**
 * Registers the elements, once; what stands in the page already comes to life then. Their code is
 * loaded now and not before, so that a server may import this entry; there it does nothing.
 */
export async function defineElements(): Promise<void> {
  if (typeof customElements !== 'undefined') {
    const language = document.documentElement.lang;
    const [{ define }] = await Promise.all([import('./define.js'), loadTexts(language)]);
    define();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tidelock-session-warning': SessionWarning;
    'tidelock-sessions': SessionList;
  }
}
