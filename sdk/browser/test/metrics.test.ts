import { describe, expect, it } from 'vitest';
import { measure } from '../src/metrics/index.js';
import { createSession } from '../src/session/session.js';
import { HALF_LIFE, later, measured, MINUTE, pretended, signedIn } from './measured.js';
import { SERVER, World } from './world.js';

const SECOND = 1000;

describe('a summary', () => {
  it('counts renewals, waits for the lock and deliveries', async () => {
    const { world, tab, measurements } = await signedIn();
    const other = measured(world.open());
    await world.pass(13 * MINUTE);

    const { renewal, lock } = measurements.summary();
    expect(renewal).toMatchObject({ count: 1, p50: 40, p99: 40, outcomes: { renewed: 1 } });
    expect(lock.count).toBeGreaterThan(0);
    expect(other.measurements.summary().renewal.count).toBe(0);
    expect(tab.session.state).toBe('active');
  });

  it('has percentiles that are the nearest rank of the last 256 numbers', () => {
    const { measurements, tell } = pretended();
    expect(measurements.summary().lock).toEqual({ count: 0, p50: null, p95: null, p99: null });
    for (let took = 1; took <= 100; took++) {
      tell({ kind: 'lock', took });
    }
    expect(measurements.summary().lock).toEqual({ count: 100, p50: 50, p95: 95, p99: 99 });

    for (let more = 0; more < 256; more++) {
      tell({ kind: 'lock', took: 7.4 });
    }
    expect(measurements.summary().lock).toEqual({ count: 356, p50: 7, p95: 7, p99: 7 });

    tell({ kind: 'lock', took: NaN });
    expect(measurements.summary().lock).toEqual({ count: 356, p50: 7, p95: 7, p99: 7 });
  });

  it('tells a bounded number of reasons apart', () => {
    const { measurements, tell } = pretended();
    for (let reason = 0; reason < 100; reason++) {
      tell(later(`reason-${reason}`));
    }
    expect(Object.keys(measurements.summary().renewal.reasons)).toHaveLength(16);
  });

  it('counts a clock that is set back, and none that goes with the time or slept', () => {
    const { world, measurements, tell } = pretended();
    for (const wrongBy of [0, -1000, 3_600_000, 3_601_000]) {
      world.wrongBy = wrongBy;
      tell({ kind: 'lock', took: 1 });
    }
    expect(measurements.summary().clockSetBack).toBe(0);

    world.wrongBy = 0;
    tell({ kind: 'lock', took: 1 });
    tell({ kind: 'lock', took: 1 });
    expect(measurements.summary().clockSetBack).toBe(1);
  });
});

describe('a report', () => {
  it('is sent a minute after something was measured, and then not again', async () => {
    const { world, beacons } = await signedIn();
    await world.pass(HALF_LIFE);
    expect(world.server.told).toEqual([]);
    await world.pass(2 * MINUTE);

    expect(world.server.told).toEqual([
      {
        renewalTimes: [40],
        lockWaits: [expect.any(Number)],
        renewals: { renewed: 1 },
        issues: ['unbound_session'],
      },
    ]);
    await world.pass(9 * MINUTE);
    expect(world.server.told).toHaveLength(1);
    expect(beacons).toEqual([]);
  });

  it('tells only what is new', async () => {
    const { world } = await signedIn();
    await world.pass(26 * MINUTE);
    expect(world.server.told.map((body: any) => [body.renewals, body.issues])).toEqual([
      [{ renewed: 1 }, ['unbound_session']],
      [{ renewed: 1 }, undefined],
    ]);
  });

  it('neither renews nor gets lost while there is no token', async () => {
    const world = new World();
    let token: string | null = null;
    const { tab, tell } = pretended(world, { peekAccessToken: () => token }, {});
    await tab.signIn();
    await world.pass(SECOND);
    const before = [...world.server.arrived];
    tell({ kind: 'delivery', took: 5 });
    await world.pass(5 * MINUTE);
    expect(world.server.arrived).toEqual(before);

    token = tab.session.peekAccessToken();
    await world.pass(MINUTE + SECOND);
    expect(world.server.told).toMatchObject([{ deliveries: [5] }]);
  });

  it.each(['lost-request', 'error', 'busy', 'hangs'] as const)(
    'that meets %s harms nobody and is not repeated',
    async (trouble) => {
      const { world, tab } = await signedIn();
      let sent = 0;
      world.trouble = (path) => {
        const isReport = path === '/client-events' && tab.session.state === 'active';
        sent += isReport ? 1 : 0;
        return isReport ? trouble : 'none';
      };
      await world.pass(HALF_LIFE + 5 * MINUTE);
      // The confirmation and the report.
      expect(sent).toBe(2);
      expect(tab.session.state).toBe('active');
    },
  );

  it('is a beacon with the token when the page is hidden, and none without news', async () => {
    const { world, tab, beacons } = await signedIn();
    await world.pass(HALF_LIFE + 1000);
    tab.isHidden = true;
    tab.fire('visibilitychange');
    tab.fire('pagehide', { persisted: false });

    expect(beacons).toHaveLength(1);
    expect(beacons[0]).toMatchObject({
      url: `${SERVER}/api/v1/client-events`,
      body: { accessToken: tab.session.peekAccessToken(), renewals: { renewed: 1 } },
    });
    await world.pass(2 * MINUTE);
    expect(world.server.told).toEqual([]);
  });

  it('is a beacon also where the session dropped its token a moment before', async () => {
    const { world, tab, beacons } = await signedIn();
    await world.pass(HALF_LIFE + 1000);
    const token = tab.session.peekAccessToken();
    tab.fire('pagehide', { persisted: true });

    expect(tab.session.peekAccessToken()).toBeNull();
    expect(beacons.map(({ body }) => body.accessToken)).toEqual([token]);
    tab.fire('pagehide', { persisted: true });
    expect(beacons).toHaveLength(1);
  });

  it('never uses a token of a session that is over', async () => {
    const { world, tab, beacons } = await signedIn();
    await world.pass(HALF_LIFE + 1000);
    await world.within(2000, tab.session.signOut());
    tab.fire('pagehide', { persisted: false });
    await world.pass(2 * MINUTE);

    expect(beacons).toEqual([]);
    expect(world.server.told).toEqual([]);
  });

  it('stays small, whatever is measured', async () => {
    const { world, tab, tell } = pretended(new World(), {}, {});
    await tab.signIn();
    for (let count = 0; count < 2000; count++) {
      tell({ kind: 'lock', took: 1e9 });
      tell({ kind: 'delivery', took: -1 });
      tell({ kind: 'renewal', took: 1e9, outcome: 'later', why: 'held' });
    }
    await world.pass(MINUTE + SECOND);

    expect(world.server.told).toEqual([
      {
        lockWaits: Array(64).fill(600_000),
        deliveries: Array(64).fill(0),
        renewalTimes: Array(64).fill(600_000),
        renewals: { later: 1000 },
        signals: { held: 1000 },
        issues: expect.arrayContaining(['slow_lock', 'failing_renewals', 'impossible_token_use']),
      },
    ]);
    expect(JSON.stringify(world.server.told[0]).length).toBeLessThan(2048);
  });

  it('that would be too large for its token is not sent', async () => {
    const sent: string[] = [];
    const { tab, tell } = pretended(
      new World(),
      { peekAccessToken: () => 'x'.repeat(5000) },
      {},
      (_, body) => sent.push(body) > 0,
    );
    tell({ kind: 'lock', took: 1 });
    tab.fire('pagehide');
    expect(sent).toEqual([]);
  });

  it('is not sent when it is not wanted, or closed', async () => {
    for (const options of [{ report: false }, {}]) {
      const { world, tab, beacons, measurements } = await signedIn({}, options);
      await world.pass(HALF_LIFE + 1000);
      if (options.report === undefined) {
        measurements.close();
      }
      tab.fire('pagehide', { persisted: false });
      await world.pass(3 * MINUTE);
      expect([beacons, world.server.told]).toEqual([[], []]);
    }
  });
});

it('A page without a browser measures nothing, and does not throw', async () => {
  const measurements = measure(createSession());
  expect(measurements.summary().renewal.count).toBe(0);
  expect(await measurements.health()).toEqual({ healthy: true, issues: [], tabs: 0 });
  measurements.close();
});
