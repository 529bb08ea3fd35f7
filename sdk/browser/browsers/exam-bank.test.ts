import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isBuilt, RunningSite } from '../../../samples/ExamBank/page/browser/site.js';
import { ENGINES } from './engines/all.js';
import { Chromium, type ChromiumTab } from './engines/chromium.js';
import type { RunningBrowser } from './engines/engine.js';
import { jump, Student } from './student.js';

const PICTURES = new URL('../test-results/', import.meta.url).pathname;
const PHONE = { width: 390, height: 844 };

/** The account and an exam of the demo, and two of its questions that are answered in words. */
const ALICE = { username: 'alice', password: 'tide-alice-demo' };
const EXAM = 'Water on the map';
const [SALT, CANAL] = ['salt', 'canal'];

/** Starting the demo, its site's build and a browser takes long on a busy machine; milliseconds. */
const START = 300_000;
const WHOLE_PATH = 240_000;

/** The shortest idle life that the server takes: half of it before the end, the page warns. */
const IDLE_LIFE = 300_000;
const UNTIL_WARNED = IDLE_LIFE / 2;

/** The clock is moved to so long before the warning: it comes by itself. In milliseconds. */
const JUST_BEFORE = 4000;

/** Longer than any access token lives, in milliseconds. */
const TOKEN_LIFE = 1_200_000;

let site: RunningSite;

beforeAll(async () => {
  if (isBuilt) {
    site = await RunningSite.start({ TIDELOCK__Sessions__IdleLife: '5m' });
    mkdirSync(PICTURES, { recursive: true });
  }
}, START);

afterAll(() => site?.stop());

for (const engine of ENGINES) {
  describe.skipIf(!isBuilt || !engine.isHere)(`ExamBank in ${engine.name}`, () => {
    let browser: RunningBrowser;
    let place: string;
    const students: Student[] = [];

    beforeAll(async () => {
      place = mkdtempSync(join(tmpdir(), 'exambank-'));
      const profile = join(place, 'profile');
      browser = await engine.launch({ profile, certificate: undefined, window: PHONE });
    }, START);

    afterAll(async () => {
      await browser?.close();
      rmSync(place, { recursive: true, force: true, maxRetries: 3 });
    }, START);

    afterEach(async () => {
      await Promise.allSettled(students.map(({ tab }) => tab.close()));
      students.length = 0;
    });

    async function open(url: string): Promise<Student> {
      const student = await Student.at(browser, url);
      students.push(student);
      return student;
    }

    const picture = ({ tab }: Student, name: string) =>
      tab.picture(`${PICTURES}exam-bank-${engine.name.toLowerCase()}-${name}.png`);
    const inBoth = (condition: string) =>
      Promise.all(students.map((student) => student.until(condition)));
    const renewals = async () =>
      (await Promise.all(students.map((student) => student.renewals()))).reduce((a, b) => a + b);

    it(
      'goes the whole path in two tabs, from the sign-in to the sign-out',
      async () => {
        const one = await open(site.url);
        await one.signIn(ALICE);
        await picture(one, '1-exams');
        const address = await one.begin(EXAM);
        const first = `The water leaves, the salt stays, says ${engine.name}.`;
        await one.write(SALT, first);
        await one.hasSaved(SALT, first);
        await one.tab.run(`question('${SALT}').scrollIntoView({ block: 'center' })`);
        await picture(one, '2-answered');
        const two = await open(address);
        await two.hasSaved(SALT, first);

        // Renewed once, and both have the new token.
        const before = await renewals();
        const began = Date.now();
        await jump(students, TOKEN_LIFE);
        await one.pressKey();
        await expect.poll(renewals, { timeout: 30_000 }).toBe(before + 1);
        const second = `${first} Mostly.`;
        await one.write(SALT, second);
        await one.hasSaved(SALT, second);
        await two.hasSaved(SALT, second);
        const passage = `Suez, says ${engine.name}.`;
        await two.write(CANAL, passage);
        await two.hasSaved(CANAL, passage);
        await one.hasSaved(CANAL, passage);
        const [old, renewed] = await one.tokensOfSaves();
        expect(renewed).toMatch(/^Bearer ./);
        expect(renewed).not.toBe(old);
        expect(await two.tokensOfSaves()).toEqual([renewed]);
        expect(await renewals()).toBe(before + 1);

        // Nobody does anything: both tabs warn, and staying in one closes the warning in both.
        await jump(students, UNTIL_WARNED - JUST_BEFORE - (Date.now() - began));
        await Promise.all(students.map((student) => student.wake()));
        await inBoth(`dialog()?.innerText.includes('Are you still there?')`);
        await picture(one, '3-warning');
        await two.press('Stay signed in');
        await inBoth('!dialog()');
        expect(await renewals()).toBe(before + 2);

        // Out in one is out in both.
        await one.tab.run(`button('Sign out').click()`);
        await inBoth(`document.querySelector('.door form') && !dialog()`);
        await picture(two, '4-signed-out');
        await Promise.all(
          students.map(async ({ tab }) => expect(await tab.run('return violations')).toEqual([])),
        );
      },
      WHOLE_PATH,
    );

    it.runIf(engine === Chromium)(
      'lets a student whose session ended in mid-exam sign in again in place, and saves the answer',
      async () => {
        const student = await open(site.url);
        await student.signIn(ALICE);
        await student.begin(EXAM);
        await endAllSessions();
        const answer = `Half typed at ${Date.now()}`;

        // Before it is sent, its token has expired.
        await Promise.all([jump([student], TOKEN_LIFE), student.write(SALT, answer)]);
        await student.pressKey();
        await student.until(`dialog()?.innerText.includes('Please sign in again')`);
        await student.until(`question('${SALT}').innerText.includes('Kept here')`);
        await picture(student, '5-ended');
        await (student.tab as ChromiumTab).page.emulateMedia({ colorScheme: 'dark' });
        await picture(student, '6-ended-dark');
        await student.tab.run(`
          const form = dialog().querySelector('form');
          form.elements.username.value = '${ALICE.username}';
          form.elements.password.value = '${ALICE.password}';
          form.requestSubmit();`);

        // The page is the same one: the hands that this test gave it are still there.
        await student.until('!dialog()');
        await student.hasSaved(SALT, answer);
        expect(await student.tab.run('return violations')).toEqual([]);
      },
      WHOLE_PATH,
    );
  });
}

/** As from another device: somebody signs in there, and ends all other sessions. */
async function endAllSessions(): Promise<void> {
  const auth = `${site.tidelock}/api/v1/auth`;
  const signedIn = await fetch(`${auth}/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...ALICE, mode: 'body' }),
  });
  const { accessToken } = (await signedIn.json()) as { accessToken: string };
  const headers = { Authorization: `Bearer ${accessToken}` };
  const answer = await fetch(`${auth}/logout-others`, { method: 'POST', headers });
  const { ended } = (await answer.json()) as { ended: number };
  expect(ended).toBeGreaterThan(0);
}
