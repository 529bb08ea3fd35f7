import { SessionList } from './sessions/sessions.js';
import { SessionWarning } from './warning/warning.js';

const ELEMENTS = {
  'tidelock-session-warning': SessionWarning,
  'tidelock-sessions': SessionList,
} as const;

/** Registers both, unless something has those names already. */
export function define(): void {
  for (const [name, element] of Object.entries(ELEMENTS)) {
    if (!customElements.get(name)) {
      customElements.define(name, element);
    }
  }
}
