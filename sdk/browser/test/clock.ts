/** A clock that stands still until it is told to go on, and runs what falls due on the way. */
export class Clock {
  /** Milliseconds since the test began; nobody can set it. */
  steady = 0;
  private readonly due = new Map<number, { at: number; work: () => void }>();
  private next = 0;

  after(milliseconds: number, work: () => void): () => void {
    const id = this.next++;
    this.due.set(id, { at: this.steady + Math.max(0, milliseconds), work });
    return () => void this.due.delete(id);
  }

  /** Lets that much time pass; what is asked for meanwhile is waited for too. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.steady + milliseconds;
    await settle();
    for (;;) {
      const [first] = [...this.due]
        .filter(([, { at }]) => at <= end)
        .sort(([a, x], [b, y]) => x.at - y.at || a - b);
      if (!first) {
        break;
      }
      this.due.delete(first[0]);
      this.steady = Math.max(this.steady, first[1].at);
      first[1].work();
      await settle();
    }
    this.steady = end;
  }

  /** The machine sleeps: nothing runs, and what was due meanwhile is due at once afterwards. */
  async sleep(milliseconds: number): Promise<void> {
    this.steady += milliseconds;
    await this.pass(0);
  }
}

/** Lets everything run that waits for no time. */
export async function settle(): Promise<void> {
  for (let turns = 0; turns < 3; turns++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
