import type { Page } from 'playwright-core';
import { BEFORE, Exam } from './exam.js';

const SCRIPT = `
  import { createSession } from './src/index.ts';
  import { defineElements } from './src/elements/index.ts';
  // Without the server's origin, which is allowed in any case.
  const session = createSession({ apis: ['https://api.example.com'] });
  for (const element of document.querySelectorAll('[data-session]')) {
    element.session = session;
  }
  window.events = [];
  for (const name of ['stayed', 'signed-out', 'signed-in']) {
    document.addEventListener('tidelock-' + name, (event) => window.events.push(event.type));
  }
  await defineElements();
  window.session = session;`;

const BODY = `
  <main>
    <h1>Physics, question 3</h1>
    <label>Your answer<textarea id="answer"></textarea></label>
    <tidelock-sessions data-session></tidelock-sessions>
  </main>
  <tidelock-session-warning data-session before="${BEFORE}"></tidelock-session-warning>`;

/** An exam with one question, the warning and the list of sessions. */
export const startQuestion = () => Exam.start(SCRIPT, BODY);

export const warning = (page: Page) => page.getByRole('alertdialog');
export const stay = (page: Page) => page.getByRole('button', { name: 'Stay signed in' });
export const shown = (page: Page) => warning(page).waitFor();
export const gone = (page: Page) => warning(page).waitFor({ state: 'hidden' });
/** The id of what has the focus. */
export const focus = (page: Page) => page.evaluate('document.activeElement.id');
/** The types of the elements' events, in their order. */
export const events = (page: Page) => page.evaluate('window.events');
/** Pixels by which a page is wider than its window. */
export const overflow = (page: Page) =>
  page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');

/** A tab with a half-typed answer, in which the focus is, and a warning above it. */
export async function warned(exam: Exam): Promise<Page> {
  const page = await exam.openSignedIn();
  await page.fill('#answer', 'E = mc²');
  await page.evaluate('session.stay()');
  await exam.idle(page);
  await shown(page);
  return page;
}

/** The same, and the session has ended meanwhile. */
export async function expired(exam: Exam): Promise<Page> {
  const page = await warned(exam);
  await exam.over('idle_expired');
  await page.clock.fastForward(BEFORE * 1000);
  await page.waitForFunction("session.state === 'expired'");
  await page.getByRole('dialog').waitFor();
  await exam.context.unroute('**/auth/refresh');
  return page;
}
