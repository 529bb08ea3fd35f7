import type { Session } from '../api.js';
import type { Environment } from '../environment.js';
import { PATIENCE } from '../http/exchange.js';
import { issuesOf, type Issue } from './health.js';
import { LARGEST, reporter } from './report.js';
import { summarizer, type Summary } from './summary.js';

/** Between reports to the server, in milliseconds, unless told otherwise; and at least. */
const INTERVAL = 60_000;
const SHORTEST_INTERVAL = 5000;

export interface MeasureOptions {
  /** Whether the server is told: numbers and words, nothing of the person. Default: true. */
  report?: boolean;
  /** Seconds between reports, 5 at least. Default: 60. */
  every?: number;
}

export interface Health {
  /** No issue. */
  healthy: boolean;
  issues: Issue[];
  /** Tabs that share this session and don't sleep. */
  tabs: number;
}

/** Measurements of one session in this page. */
export interface Measurements {
  summary(): Summary;
  /** What is wrong, with advice for developers. */
  health(): Promise<Health>;
  /** Stops. What was not reported is dropped. */
  close(): void;
}

/** A request that outlives its page; false when the browser takes no more. */
type Beacon = (url: string, body: string) => boolean;

/** `measure` in another environment, which may be missing altogether. */
export function measureIn(
  environment: Environment | undefined,
  beacon: Beacon,
  session: Session,
  { report = true, every = INTERVAL / 1000 }: MeasureOptions = {},
): Measurements {
  const sums = summarizer(environment);
  const news = reporter();
  const stops: (() => void)[] = [];
  let timer: (() => void) | undefined;
  let peeking: (() => void) | undefined;
  let isClosed = false;
  /** The session drops its token before a page is put away, and perhaps before we hear of that. */
  let token: string | null = null;

  const issues = () => issuesOf(session.abilities(), session.snapshot(), sums.summary());
  const peek = () => (token = session.peekAccessToken());
  const path = () => `${session.server()}/api/v1/client-events`;
  const take = () =>
    news.take(
      sums.summary(),
      issues().map(({ code }) => code),
    );

  /** A timer runs only while there is something to tell. */
  const arm = () => {
    if (environment && report && !isClosed) {
      const pause = Math.max(every * 1000 || INTERVAL, SHORTEST_INTERVAL);
      timer ??= environment.after(pause, () => {
        timer = undefined;
        sums.look();
        void post(environment);
      });
    }
  };

  /** Never renews and never throws; what does not arrive is not worth a second try. */
  const post = async ({ fetch }: Environment) => {
    if (!peek()) {
      arm();
      return;
    }
    const body = JSON.stringify(take());
    if (body !== 'null' && body.length <= LARGEST) {
      const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
      await fetch(path(), {
        method: 'POST',
        headers,
        body,
        // The token is all that it needs: no cookie.
        credentials: 'omit',
        keepalive: true,
        signal: AbortSignal.timeout(PATIENCE),
      }).catch(() => {});
    }
  };

  const leave = () => {
    token = session.peekAccessToken() ?? (session.endReason ? null : token);
    // Armed: there is something to tell.
    if (timer && token) {
      const body = JSON.stringify({ accessToken: token, ...take() });
      if (body.length <= LARGEST) {
        beacon(path(), body);
      }
      timer();
      timer = undefined;
    }
    token = null;
  };

  if (environment) {
    stops.push(
      session.observe((observation) => {
        sums.look();
        sums.add(observation);
        news.add(observation);
        arm();
        // A renewal is told of before its token is taken.
        peeking ??= environment.after(0, () => {
          peeking = undefined;
          peek();
        });
      }),
    );
  }
  if (environment && report) {
    stops.push(
      environment.on('pagehide', leave),
      environment.on('visibilitychange', () => environment.isVisible() || leave()),
    );
  }

  return {
    summary: sums.summary,

    async health() {
      if (!environment) {
        return { healthy: true, issues: [], tabs: 0 };
      }
      sums.look();
      const [found, tabs] = [issues(), await session.countTabs()];
      return { healthy: !found.length, issues: found, tabs };
    },

    close() {
      isClosed = true;
      stops.forEach((stop) => stop());
      timer?.();
    },
  };
}
