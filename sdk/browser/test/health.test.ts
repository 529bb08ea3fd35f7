import { describe, expect, it } from 'vitest';
import type { Observation } from '../src/api.js';
import { codes, later, MINUTE, pretended, signedIn } from './measured.js';
import { World, type Lacks } from './world.js';

describe('health', () => {
  it('is good where everything works', async () => {
    const { world, tab, measurements } = pretended(new World());
    await tab.signIn();
    const { healthy, issues, tabs } = await world.within(2000, measurements.health());
    // The sessions of these tests are not bound, unless they say so.
    expect(issues.map(({ code, severity }) => [code, severity])).toEqual([
      ['unbound_session', 'warning'],
    ]);
    expect([healthy, tabs]).toEqual([false, 1]);
  });

  it.each<[Lacks, string]>([
    [{ locks: true }, 'no_locks'],
    [{ channel: true }, 'no_channel'],
    [{ storage: 'blocked' }, 'no_storage'],
  ])('names what the browser lacks: %o', async (lacks, code) => {
    const { world, measurements } = pretended(new World(lacks));
    const health = await world.within(2000, measurements.health());
    expect(codes(health)).toContain(code);
    expect(health.healthy).toBe(false);
    expect(health.issues.every(({ advice }) => advice.length > 20)).toBe(true);
  });

  it.each<[string, Observation, Observation]>([
    ['slow_delivery', { kind: 'delivery', took: 50 }, { kind: 'delivery', took: 51 }],
    ['slow_lock', { kind: 'lock', took: 2000 }, { kind: 'lock', took: 2001 }],
    [
      'slow_renewal',
      { kind: 'renewal', took: 2000, outcome: 'renewed' },
      { kind: 'renewal', took: 2001, outcome: 'renewed' },
    ],
  ])('says %s beyond the limit, and not for a few', async (code, good, bad) => {
    const { world, measurements, tell } = pretended();
    const now = async () => codes(await world.within(2000, measurements.health()));
    for (let count = 0; count < 4; count++) {
      tell(bad);
    }
    expect(await now()).not.toContain(code);
    tell(bad);
    expect(await now()).toContain(code);
    for (let count = 0; count < 200; count++) {
      tell(good);
    }
    expect(await now()).not.toContain(code);
  });

  it('says when 5 % of renewals fail', async () => {
    const { world, measurements, tell } = pretended();
    const now = async () => codes(await world.within(2000, measurements.health()));
    tell(later('overloaded'));
    for (let count = 0; count < 20; count++) {
      tell({ kind: 'renewal', took: 1, outcome: 'renewed' });
    }
    expect(await now()).not.toContain('failing_renewals');
    tell(later('overloaded'));
    expect(await now()).toContain('failing_renewals');
    expect(measurements.summary().renewal.reasons).toEqual({ overloaded: 2 });
  });

  it('tells of the server that is away, while it is', async () => {
    const { world, tab, measurements } = await signedIn();
    world.trouble = () => 'error';
    await world.pass(12 * MINUTE);
    expect(codes(await world.within(2000, measurements.health()))).toContain('offline');

    world.trouble = () => 'none';
    await world.pass(3 * MINUTE);
    expect(tab.session.state).toBe('active');
    expect(codes(await world.within(2000, measurements.health()))).not.toContain('offline');
  });

  it.each(['refresh_token_reuse', 'clone_suspected', 'binding_conflict', 'held'] as const)(
    'takes %s for a token that was used elsewhere',
    async (why) => {
      const { world, measurements, tell } = pretended();
      tell({ kind: 'renewal', took: 1, outcome: 'ended', why });
      tell({ kind: 'renewal', took: 1, outcome: 'ended', why: 'idle_timeout' });
      expect(measurements.summary().impossible[why]).toBe(1);
      expect(codes(await world.within(2000, measurements.health()))).toContain(
        'impossible_token_use',
      );
    },
  );
});
