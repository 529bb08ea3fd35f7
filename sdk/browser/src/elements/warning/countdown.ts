import type { Environment } from '../../environment.js';

/** When the end that is computed anew differs by less, in milliseconds, it is told as before. */
const SAME_END = 1500;

/** The clock of this machine. */
export type Time = Pick<Environment, 'now' | 'after'>;

/** Seconds until a session ends, while somebody is warned of it; tells each second. */
export class Countdown {
  /** Seconds until the end. */
  left = 0;
  /** Most seconds that were left. */
  total = 0;
  /** The end on this machine's clock, in milliseconds. */
  endsAt = 0;
  private callOff: (() => void) | undefined;

  /**
   * `endsIn` gives the milliseconds until the end; `tick` is called with the seconds that were left
   * before.
   */
  constructor(
    private readonly time: Time,
    private readonly endsIn: () => number | null,
    private readonly tick: (before: number) => void,
  ) {}

  /** Begins, or goes on where it has begun. */
  begin(): void {
    if (!this.callOff) {
      this.look();
    }
  }

  stop(): void {
    this.callOff?.();
    this.callOff = undefined;
    this.left = this.total = this.endsAt = 0;
  }

  private look(): void {
    const now = this.time.now();
    // Without a token nothing is known: then the last end counts.
    const rest = this.endsIn() ?? Math.max(0, this.endsAt - now);
    if (Math.abs(now + rest - this.endsAt) > SAME_END) {
      this.endsAt = now + rest;
    }
    this.left = Math.ceil(rest / 1000);
    this.total = Math.max(this.total, this.left);
    this.callOff = this.time.after(rest % 1000 || 1000, () => {
      const before = this.left;
      this.look();
      this.tick(before);
    });
  }
}
