/** Sessions that are remembered as over. */
const MOST = 64;

/**
 * Sessions that were seen to end: nothing of them is taken from others any more. The oldest are
 * forgotten, so that a page that is open for a year does not grow.
 */
export class EndedSessions extends Set<string | undefined> {
  /** Undefined is none. */
  override add(sid: string | undefined): this {
    if (this.size >= MOST) {
      this.delete(this.values().next().value);
    }
    return sid ? super.add(sid) : this;
  }
}
