import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { World } from './world.js';

const MINUTE = 60_000;

/** Seeds of the world in which anything happens. */
const RUNS = Number(process.env.EXAMBANK_RUNS ?? 300);

describe('Answers', () => {
  let world: World;
  beforeEach(() => {
    vi.useFakeTimers();
    world = new World();
  });
  afterEach(() => void vi.useRealTimers());

  const pass = (time: number) => vi.advanceTimersByTimeAsync(time);

  it('are sent once after the last key, and shown as saved when the server has them', async () => {
    const tab = await world.open();

    for (const text of ['N', 'No', 'No outflow']) {
      tab.edit('salt', text);
      await pass(100);
    }
    expect(tab.shown('salt')).toMatchObject({ text: 'No outflow', status: 'saving' });
    await pass(1000);

    expect(world.requests).toBe(1);
    expect(world.answers.salt).toEqual({ text: 'No outflow', revision: 1 });
    expect(tab.shown('salt').status).toBe('saved');
    expect(world.machine.kept.size).toBe(0);
  });

  it('are kept while the network is down, and sent when it is back', async () => {
    const tab = await world.open();
    world.network = 'down';
    tab.edit('salt', 'written on a ferry');
    await pass(10 * MINUTE);
    expect(tab.shown('salt').status).toBe('waiting');
    expect(world.machine.texts()).toEqual(['written on a ferry']);
    // A second at first, half a minute in the end: not a storm.
    expect(world.requests).toBeLessThan(60);

    world.network = 'fine';
    await pass(MINUTE);

    expect(world.answers.salt!.text).toBe('written on a ferry');
    expect(tab.shown('salt').status).toBe('saved');
  });

  it('outlive a crash in the moment after the last key', async () => {
    const first = await world.open();
    first.edit('salt', 'typed before the crash');
    world.crash(first);
    expect(world.answers.salt).toBeUndefined();

    const second = await world.open();
    await pass(1000);

    expect(second.shown('salt')).toMatchObject({ text: 'typed before the crash', status: 'saved' });
    expect(world.answers.salt!.text).toBe('typed before the crash');
  });

  it('are not taken for those of another tab when the answer to a save was lost', async () => {
    const tab = await world.open();
    world.network = 'answers get lost';
    tab.edit('salt', 'first');
    await pass(700);
    expect(world.answers.salt!.text).toBe('first');
    tab.edit('salt', 'first and second');
    world.network = 'fine';
    await pass(MINUTE);

    expect(tab.shown('salt')).toMatchObject({ text: 'first and second', status: 'saved' });
    expect(world.answers.salt).toEqual({ text: 'first and second', revision: 2 });
  });

  it('are not taken for those of another tab after a crash either', async () => {
    const tab = await world.open();
    world.network = 'answers get lost';
    tab.edit('salt', 'first');
    await pass(700);
    tab.edit('salt', 'first and second');
    world.crash(tab);
    world.network = 'fine';

    const next = await world.open();
    await pass(MINUTE);

    expect(next.shown('salt')).toMatchObject({ text: 'first and second', status: 'saved' });
  });

  it('follow those of the other tab', async () => {
    const [one, two] = [await world.open(), await world.open()];
    one.edit('strait', '1');
    await pass(1000);

    expect(two.shown('strait')).toMatchObject({ text: '1', status: 'saved' });
  });

  it.each([
    ['mine', 'from the phone'],
    ['theirs', 'from the laptop'],
  ] as const)('of two tabs are both there until the person chooses: %s', async (which, text) => {
    const [phone, laptop] = [await world.open(), await world.open()];
    laptop.edit('salt', 'from the laptop');
    await pass(100);
    phone.edit('salt', 'from the phone');
    await pass(MINUTE);
    expect(laptop.shown('salt').status).toBe('saved');
    expect(phone.shown('salt')).toMatchObject({
      text: 'from the phone',
      status: 'conflict',
      other: 'from the laptop',
    });
    expect(world.answers.salt!.text).toBe('from the laptop');

    phone.choose('salt', which);
    await pass(1000);

    expect(world.answers.salt!.text).toBe(text);
    expect(phone.shown('salt')).toMatchObject({ text, status: 'saved', other: null });
    expect(laptop.shown('salt').text).toBe(text);
    expect(world.machine.kept.size).toBe(0);
  });

  it('that come too late are shown as such, and stay on the machine', async () => {
    const tab = await world.open();
    world.isOver = true;
    tab.edit('salt', 'too late');
    await pass(MINUTE);

    expect(tab.shown('salt')).toMatchObject({ text: 'too late', status: 'late' });
    expect(tab.unconfirmed()).toBe(1);
    expect(world.machine.texts()).toEqual(['too late']);
    expect(world.requests).toBe(1);
  });

  it('that are changed back before they were sent are not sent', async () => {
    const tab = await world.open();
    tab.edit('salt', 'x');
    tab.edit('salt', '');
    await pass(MINUTE);

    expect(world.requests).toBe(0);
    expect(tab.shown('salt').status).toBe('empty');
    expect(world.machine.kept.size).toBe(0);
  });

  it('are never lost, whatever happens to three tabs and the network', async () => {
    for (let seed = 1; seed <= RUNS; seed++) {
      await anything(seed);
    }
  }, 60_000);

  /** What a person wrote last in a tab is at the server, was there, or is kept on the machine. */
  async function anything(seed: number): Promise<void> {
    world = new World();
    const random = randomOf(seed);
    const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
    const tabs = [await world.open(), await world.open(), await world.open()];
    const written = new Map(tabs.map((tab) => [tab, '']));
    const crashed: string[] = [];

    for (let step = 0; step < 40; step++) {
      const tab = pick(tabs);
      const dice = random();
      if (dice < 0.5) {
        const text = `${tab.shown('q').text.slice(-20)}${step}`;
        tab.edit('q', text);
        written.set(tab, text);
      } else if (dice < 0.6) {
        world.network = pick(['fine', 'down', 'answers get lost'] as const);
      } else if (dice < 0.68) {
        crashed.push(written.get(tab)!);
        world.crash(tab);
        tabs[tabs.indexOf(tab)] = await world.open();
        written.delete(tab);
        written.set(
          tabs.find((one) => !written.has(one))!,
          '',
        );
      } else if (dice < 0.75 && tab.shown('q').status === 'conflict') {
        const which = pick(['mine', 'theirs'] as const);
        tab.choose('q', which);
        if (which === 'theirs') written.set(tab, '');
      } else {
        await pass(random() * 5000);
      }
      const known = new Set(['', ...world.history, ...world.machine.texts()]);
      const lost = [...written.values(), ...crashed].filter((text) => !known.has(text));
      expect(lost, `seed ${seed}, step ${step}`).toEqual([]);
      crashed.length = 0;
    }

    world.network = 'fine';
    for (let round = 0; round < 8; round++) {
      await pass(2 * MINUTE);
      tabs.forEach((tab) => tab.choose('q', 'mine'));
    }
    for (const tab of tabs) {
      expect(tab.unconfirmed(), `seed ${seed}`).toBe(0);
      expect(tab.shown('q').text, `seed ${seed}`).toBe(world.answers.q?.text ?? '');
      world.crash(tab);
    }
  }
});

function randomOf(seed: number): () => number {
  let state = seed * 2654435761;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
