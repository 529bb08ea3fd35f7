import { expect, it } from 'vitest';
import { announcement, clockFace } from '../src/elements/warning/announcements.js';
import { Conduct } from '../src/elements/warning/conduct.js';
import { Countdown, type Time } from '../src/elements/warning/countdown.js';
import { en } from '../src/elements/texts/en.js';
import { addTexts, loadTexts, speechIn } from '../src/elements/texts/texts.js';
import { ago, timeOfDay } from '../src/elements/texts/times.js';
import { vi } from '../src/elements/texts/vi.js';
import { endOf, failureOf } from '../src/elements/warning/words.js';
import { TidelockError } from '../src/errors.js';
import { Clock } from './clock.js';
import { World, type Tab } from './world.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The placeholders of a text, in each of its plural forms. */
const placeholders = (text: string | object): string[] =>
  [
    ...new Set(
      (typeof text === 'string' ? [text] : Object.values(text)).flatMap(
        (form: string) => form.match(/\{\w+\}/g) ?? [],
      ),
    ),
  ].sort();

it('says everything in both languages, with the same placeholders', () => {
  expect(Object.keys(vi)).toEqual(Object.keys(en));
  for (const name of Object.keys(en) as (keyof typeof en)[]) {
    expect([name, ...placeholders(vi[name])]).toEqual([name, ...placeholders(en[name])]);
  }
});

it('has all plural forms that its languages need', () => {
  for (const [language, texts] of Object.entries({ en, vi })) {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    for (const text of Object.values(texts).filter((each) => typeof each !== 'string')) {
      expect(Object.keys(text).sort()).toEqual([...pluralCategories].sort());
    }
  }
});

it('finds the language of a region, takes others, and speaks English for want of one', async () => {
  await loadTexts('vi-VN');
  expect(speechIn('vi-VN').say('stay')).toBe('Tiếp tục đăng nhập');
  expect(speechIn('xx-invalid-tag-').say('stay')).toBe('Stay signed in');
  expect(speechIn('fr').language).toBe('en');

  addTexts('fr', {
    stay: 'Rester connecté',
    minutesLeft: { one: 'Encore {count} minute', other: 'Encore {count} minutes' },
  });

  expect(speechIn('fr-CA').say('stay')).toBe('Rester connecté');
  expect(speechIn('fr').count('minutesLeft', 1)).toBe('Encore 1 minute');
  expect(speechIn('fr').count('minutesLeft', 3)).toBe('Encore 3 minutes');
  expect(speechIn('fr').say('signOut')).toBe('Sign out');
  expect(speechIn('en', { stay: 'Keep going' }).say('stay')).toBe('Keep going');
});

it('tells times and durations in the language of the words', () => {
  const at = Date.UTC(2026, 2, 1, 14, 5);
  expect(timeOfDay('vi', at, at)).toMatch(/^\d\d:05$/);
  expect(timeOfDay('en-GB', at, at - 24 * HOUR)).toContain('2026');
  expect(ago('en', at, at + 3 * HOUR)).toBe('3 hours ago');
  expect(ago('vi', at, at + 3 * HOUR)).toBe('3 giờ trước');
});

it('has words for every end that the server names, and for each refusal', () => {
  const reasons = [
    ...['signed_out_elsewhere', 'signed_out_everywhere', 'password_changed', 'password_reset'],
    ...['ended_by_operator', 'account_disabled', 'account_erased', 'ended_by_restore'],
    ...['idle_expired', 'expired', 'session_limit', 'refresh_token_reuse', 'clone_suspected'],
    ...['binding_conflict', 'forged_generation'],
  ];
  const speech = speechIn('en');
  expect(reasons.filter((reason) => endOf(speech, reason) === en.ended)).toEqual([]);
  expect(endOf(speech, 'something_new')).toBe(en.ended);
  const failed = (...is: ConstructorParameters<typeof TidelockError>) =>
    failureOf(speech, new TidelockError(...is));
  expect(failed('refused', 'invalid-credentials')).toBe(en.wrong);
  expect(failed('refused', 'account-disabled')).toBe(en.account_disabled);
  expect(failed('refused', 'validation')).toBe(en.refused);
  expect(failed('unreachable', 'rate-limited', 30)).toContain('30 seconds');
  expect(failed('unreachable', 'no-answer')).toBe(en.unreachable);
});

/** What is announced of so many seconds, when the timer runs at `late(left)` of them. */
async function announced(seconds: number, late: (left: number) => number = () => 0) {
  const clock = new Clock();
  const heard: string[] = [];
  const time: Time = {
    now: () => clock.steady,
    after: (milliseconds, work) => clock.after(milliseconds + late(countdown.left) * SECOND, work),
  };
  const end = seconds * SECOND;
  const countdown: Countdown = new Countdown(
    time,
    () => Math.max(0, end - clock.steady),
    (before) => {
      const said = announcement(before, countdown.left);
      if (said) {
        heard.push(`${countdown.left}: ${said.count} ${said.unit}`);
      }
    },
  );
  countdown.begin();
  await clock.pass(end + MINUTE);
  countdown.stop();
  return heard;
}

it('announces the time that is left when it is rounded, and not each second', async () => {
  expect(await announced(330)).toEqual([
    ...['300: 5 minutes', '240: 4 minutes', '180: 3 minutes', '120: 2 minutes', '60: 1 minutes'],
    ...['30: 30 seconds', '10: 10 seconds'],
  ]);
  expect((await announced(1200))[0]).toBe('900: 15 minutes');
});

it('announces what is really left when the timer of a hidden page runs once a minute', async () => {
  const heard = await announced(290, () => 59);

  expect(heard).toEqual(['230: 4 minutes', '170: 3 minutes', '110: 2 minutes', '50: 50 seconds']);
});

it('shows the countdown as a clock does', () => {
  expect([299, 65, 60, 9, 0].map(clockFace)).toEqual(['4:59', '1:05', '1:00', '0:09', '0:00']);
});

/** The conduct of a warning in a tab, five minutes before the end. */
function warningIn(world: World, tab: Tab) {
  const told: string[] = [];
  const time: Time = { now: world.day, after: (ms, work) => world.clock.after(ms, work) };
  const conduct = new Conduct(tab.session, 300, time, {
    changed: () => {},
    tell: (name) => told.push(name) > 0,
  });
  return { conduct, told };
}

it('stays ten times and more, and closes in all tabs once the server has confirmed', async () => {
  const world = new World();
  world.server.idleLife = HOUR;
  const tabs = [world.open(), world.open(), world.open()];
  await tabs[0]!.signIn();
  const warnings = tabs.map((tab) => warningIn(world, tab));
  const views = () => warnings.map(({ conduct }) => conduct.view);
  await world.pass(SECOND);

  for (let round = 0; round < 12; round++) {
    for (let minutes = 0; minutes < 60 && views()[0] === 'nothing'; minutes++) {
      await world.pass(MINUTE);
    }
    expect(views()).toEqual(['idle', 'idle', 'idle']);

    const staying = warnings[round % 3]!.conduct.stay();
    expect(views()).toEqual(['idle', 'idle', 'idle']);
    await world.within(30 * SECOND, staying);
    await world.pass(SECOND);

    expect(views()).toEqual(['nothing', 'nothing', 'nothing']);
  }
  expect(warnings.flatMap(({ told }) => told)).toEqual(Array(12).fill('tidelock-stayed'));
}, 120_000);

it('leaves the dialog open and tells when staying fails, and can be tried again', async () => {
  const world = new World();
  world.server.idleLife = HOUR;
  const tab = world.open();
  await tab.signIn();
  const { conduct, told } = warningIn(world, tab);
  for (let minutes = 0; minutes < 60 && conduct.view === 'nothing'; minutes++) {
    await world.pass(MINUTE);
  }
  world.trouble = () => 'lost-request';

  await world.within(MINUTE, conduct.stay());

  expect([conduct.view, conduct.busy, (conduct.failure as TidelockError).code]).toEqual([
    'idle',
    '',
    'unreachable',
  ]);
  expect(told).toEqual([]);
  world.trouble = () => 'none';
  await world.within(MINUTE, conduct.stay());
  await world.pass(SECOND);
  expect([conduct.view, conduct.failure]).toEqual(['nothing', undefined]);
});

it('offers to sign in where somebody was signed in, and nowhere else', async () => {
  const world = new World();
  world.server.idleLife = HOUR;
  const tab = world.open();
  await tab.signIn();
  const { conduct } = warningIn(world, tab);
  await world.pass(SECOND);
  world.server.end(tab.session.snapshot().session!.id, 'ended_by_operator');
  await world.pass(20 * MINUTE);
  const late = warningIn(world, world.open());
  await world.pass(SECOND);

  expect([conduct.view, conduct.endReason]).toEqual(['sign-in', 'ended_by_operator']);
  expect(late.conduct.view).toBe('nothing');
});

it('keeps the page from another person who signs in where one was signed out', async () => {
  const world = new World();
  world.server.idleLife = HOUR;
  const tab = world.open();
  await tab.signIn('alice');
  const { conduct, told } = warningIn(world, tab);
  await world.pass(SECOND);
  world.server.end(tab.session.snapshot().session!.id, 'ended_by_operator');
  await world.pass(20 * MINUTE);

  await world.within(MINUTE, conduct.signIn({ username: 'bob', password: 'right' }));
  await world.pass(SECOND);

  expect([conduct.view, told]).toEqual(['stranger', ['tidelock-signed-in']]);
});

it('takes Escape for a sign that the person is there', async () => {
  const world = new World();
  world.server.idleLife = HOUR;
  const tab = world.open();
  await tab.signIn();
  const { conduct, told } = warningIn(world, tab);
  for (let minutes = 0; minutes < 60 && conduct.view === 'nothing'; minutes++) {
    await world.pass(MINUTE);
  }

  conduct.dismiss();
  await world.pass(5 * SECOND);
  expect([conduct.view, told]).toEqual(['nothing', ['tidelock-stayed']]);

  world.server.end(tab.session.snapshot().session!.id, 'ended_by_operator');
  await world.pass(20 * MINUTE);
  conduct.dismiss();
  expect([conduct.view, conduct.isMinimized]).toEqual(['sign-in', true]);
  conduct.askForForm();
  expect(conduct.isMinimized).toBe(false);
});

it('leaves nothing behind when it is taken away', async () => {
  const world = new World();
  world.server.idleLife = HOUR;
  const tab = world.open();
  await tab.signIn();
  const { conduct } = warningIn(world, tab);
  conduct.stop();

  await world.pass(HOUR);

  expect(conduct.view).toBe('nothing');
  expect(tab.session.snapshot().ending).toBeNull();
});
