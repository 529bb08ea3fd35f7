import type { Observation, Session } from '../src/api.js';
import { measureIn, type MeasureOptions } from '../src/metrics/measure.js';
import { World, type Lacks, type Tab } from './world.js';

const SECOND = 1000;
export const MINUTE = 60 * SECOND;
/** A renewal is due after so long; see the server of these tests. */
export const HALF_LIFE = 675 * SECOND + 100;

interface Told {
  url: string;
  body: any;
}

/** A tab that is measured, and what it sent as a beacon. */
export function measured(tab: Tab, options?: MeasureOptions) {
  const beacons: Told[] = [];
  const beacon = (url: string, body: string) => beacons.push({ url, body: JSON.parse(body) }) > 0;
  return { beacons, measurements: measureIn(tab.surroundings, beacon, tab.session, options) };
}

export async function signedIn(lacks?: Lacks, options?: MeasureOptions) {
  const world = new World(lacks);
  const tab = world.open();
  const more = measured(tab, options);
  await tab.signIn();
  return { world, tab, ...more };
}

/** A tab whose session tells, and is, what a test wants it to. */
export function pretended(
  world = new World(),
  overrides: Partial<Session> = {},
  options: MeasureOptions = { report: false },
  beacon = (_url: string, _body: string) => true,
) {
  const tab = world.open();
  let tell: (observation: Observation) => void = () => {};
  const session: Session = Object.assign(Object.create(tab.session), {
    observe: (observer: typeof tell) => {
      tell = observer;
      return () => {};
    },
    ...overrides,
  });
  const measurements = measureIn(tab.surroundings, beacon, session, options);
  return { world, tab, measurements, tell: (observation: Observation) => tell(observation) };
}

export const later = (why: string): Observation => ({
  kind: 'renewal',
  took: 5,
  outcome: 'later',
  why,
});
export const codes = ({ issues }: { issues: { code: string }[] }) => issues.map(({ code }) => code);
