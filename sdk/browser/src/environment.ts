/** A way to talk to the other tabs of this browser. */
export interface Channel {
  post(message: unknown): void;
  listen(listener: (message: unknown) => void): void;
  close(): void;
}

/**
 * What a session needs of a browser, each part of which may be missing. Tests put a virtual clock,
 * a network that loses answers and tabs that freeze in its place.
 */
export interface Environment {
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** Time of day in milliseconds. It may be wrong, and be set while the page runs. */
  now(): number;
  /** Milliseconds that only go forward, and stand still while some machines sleep. */
  steady(): number;
  /** Runs `work` later; what it gives back calls that off. */
  after(milliseconds: number, work: () => void): () => void;
  /** From 0 up to 1. */
  random(): number;
  /** The origin of the page. */
  origin(): string;
  isVisible(): boolean;
  /** Settles when a page that is prepared in advance is shown; undefined for any other page. */
  shown(): Promise<void> | undefined;
  locks(): LockManager | undefined;
  openChannel(name: string): Channel | undefined;
  /** Storage that all tabs see. Reading and writing it may throw. */
  storage(): Storage | undefined;
  databases(): IDBFactory | undefined;
  crypto(): Crypto | undefined;
  /** Listens to an event of the window or, for `visibilitychange`, the document. */
  on(event: string, listener: (event: Event) => void): () => void;
}
