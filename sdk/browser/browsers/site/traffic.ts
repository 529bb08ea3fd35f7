/** At which point of an answer the line is cut. */
export type Cut = 'before-it' | 'after-the-headers' | 'in-the-body';

/** What goes wrong with a request. */
export type Trouble =
  /** The line is cut before the server hears of the request. */
  | { kind: 'request-lost' }
  /** The server has acted on it, and the answer does not arrive, or not whole. */
  | { kind: 'answer-lost'; cut: Cut }
  /** No answer, and the line stays open. */
  | { kind: 'hang' }
  /** Somebody else answers: an overloaded balancer, or the portal of a hotel. */
  | { kind: 'other-answer'; status: number; type: string; body: string }
  /** The request waits on its way to the server, or the answer on its way back. */
  | { kind: 'request-held'; until: Promise<unknown> }
  | { kind: 'answer-held'; until: Promise<unknown> };

export const CAPTIVE_PORTAL: Trouble = {
  kind: 'other-answer',
  status: 200,
  type: 'text/html',
  body: '<!doctype html><title>Welcome</title><p>Accept our terms to go online.',
};

export const BROKEN_BALANCER: Trouble = {
  kind: 'other-answer',
  status: 500,
  type: 'text/html',
  body: '<!doctype html><title>500</title>',
};

/** What waits for `until` goes on when it is opened. */
export interface Gate {
  until: Promise<void>;
  open(): void;
}

export function gate(): Gate {
  let open!: () => void;
  const until = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { until, open };
}

/** One sort of trouble on one path, which went wrong `count` times so far. */
export interface Spoiled {
  readonly count: number;
  /** Settles when it went wrong for the nth time. */
  happened(n?: number): Promise<void>;
  /** From now on nothing goes wrong; lines that hang are cut. */
  stop(): void;
}

interface Rule {
  path: string;
  trouble: () => Trouble;
  left: number;
  count: number;
  listeners: Set<() => void>;
  lines: Set<{ destroy(): unknown }>;
}

export interface Exchange {
  readonly method: string;
  readonly path: string;
  /** What the server answered; undefined where it was not asked. */
  status?: number;
}

/** The refresh endpoint, about which most of this is. */
export const REFRESH = '/api/v1/auth/refresh';

/** What went through the site since the last `forget`, and what is to go wrong with it. */
export class Traffic {
  private rules: Rule[] = [];
  private exchanges: Exchange[] = [];

  /** Renewals that the server has carried out, whatever became of the answers. */
  get refreshes(): number {
    return this.of(REFRESH).filter(({ status }) => status === 200).length;
  }

  /** Requests to one path. */
  of(path: string): Exchange[] {
    return this.exchanges.filter((exchange) => exchange.path === path);
  }

  /** The next `times` requests to `path` go wrong. */
  spoil(path: string, trouble: Trouble | (() => Trouble), times = Infinity): Spoiled {
    const rule: Rule = {
      path,
      trouble: typeof trouble === 'function' ? trouble : () => trouble,
      left: times,
      count: 0,
      listeners: new Set(),
      lines: new Set(),
    };
    this.rules.push(rule);
    return {
      get count() {
        return rule.count;
      },
      happened: (n = 1) =>
        new Promise((resolve) => {
          const look = () => rule.count >= n && (resolve(), rule.listeners.delete(look));
          rule.listeners.add(look);
          look();
        }),
      stop: () => {
        this.rules = this.rules.filter((other) => other !== rule);
        rule.lines.forEach((line) => line.destroy());
      },
    };
  }

  /** What goes wrong with this request, if anything. `line` is cut when that is over. */
  next(path: string, line: { destroy(): unknown }): Trouble | undefined {
    const rule = this.rules.find((each) => each.path === path && each.left > 0);
    if (!rule) {
      return undefined;
    }
    rule.left--;
    rule.count++;
    rule.listeners.forEach((look) => look());
    const trouble = rule.trouble();
    if (trouble.kind === 'hang') {
      rule.lines.add(line);
    }
    return trouble;
  }

  note(method: string, path: string): Exchange {
    const exchange: Exchange = { method, path };
    this.exchanges.push(exchange);
    return exchange;
  }

  /** Begins to count anew, and lets everything pass. */
  forget(): void {
    this.exchanges = [];
    this.rules.forEach(({ lines }) => lines.forEach((line) => line.destroy()));
    this.rules = [];
  }
}
