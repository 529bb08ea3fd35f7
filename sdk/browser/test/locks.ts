interface Request {
  owner: object;
  name: string;
  grant: () => void;
}

/**
 * The lock manager of one browser: exclusive locks in the order of the requests, let go when their
 * tab dies.
 */
export class Locks {
  private readonly held = new Map<string, object>();
  private readonly robbed = new Map<string, () => void>();
  private waiting: Request[] = [];

  /** How many stand in line. */
  get inLine(): number {
    return this.waiting.length;
  }

  isHeld = (name: string): boolean => this.held.has(name);

  /** The manager as one tab sees it. */
  of(owner: object): LockManager {
    return {
      request: (name: string, options: LockOptions, work: (lock: Lock | null) => unknown) =>
        this.request(owner, name, options, work),
    } as unknown as LockManager;
  }

  /** A tab is gone, with whatever it held or waited for. */
  release(owner: object): void {
    this.waiting = this.waiting.filter((request) => request.owner !== owner);
    [...this.held].filter(([, holder]) => holder === owner).forEach(([name]) => this.free(name));
  }

  private async request(
    owner: object,
    name: string,
    options: LockOptions,
    work: (lock: Lock | null) => unknown,
  ): Promise<unknown> {
    if (this.held.has(name)) {
      if (options.ifAvailable) {
        return work(null);
      }
      await new Promise<void>((resolve, reject) => {
        const request = { owner, name, grant: resolve };
        this.waiting.push(request);
        options.signal?.addEventListener('abort', () => {
          this.waiting = this.waiting.filter((other) => other !== request);
          reject(new DOMException('aborted', 'AbortError'));
        });
      });
    }
    this.held.set(name, owner);
    const isRobbed = new Promise<never>((_, reject) => {
      this.robbed.set(name, () => reject(new DOMException('stolen', 'AbortError')));
    });
    try {
      return await Promise.race([work({ name, mode: 'exclusive' }), isRobbed]);
    } finally {
      if (this.held.get(name) === owner) {
        this.free(name);
      }
    }
  }

  /** Somebody takes every lock by force and lets go of it at once; whoever had it works on. */
  steal(): void {
    for (const name of [...this.held.keys()]) {
      this.robbed.get(name)?.();
      this.free(name);
    }
  }

  private free(name: string): void {
    this.held.delete(name);
    const next = this.waiting.find((request) => request.name === name);
    if (next) {
      this.waiting = this.waiting.filter((request) => request !== next);
      this.held.set(name, next.owner);
      next.grant();
    }
  }
}
