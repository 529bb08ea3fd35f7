import type { Certificate } from '../site/authority.js';

export interface Cookie {
  name: string;
  value: string;
  expires?: number;
}

/** A real tab. */
export interface Tab {
  /** Runs the body of an async function in the page; gives what it returns, as JSON. */
  run<T = void>(code: string): Promise<T>;
  /** Keeps how it looks, as a PNG at that path. */
  picture(path: string): Promise<void>;
  reload(): Promise<void>;
  close(): Promise<void>;
}

/** A real browser that runs, with one profile. */
export interface RunningBrowser {
  open(url: string): Promise<Tab>;
  /** Those of the origin that are kept now, `HttpOnly` ones too. */
  cookies(origin: string): Promise<Cookie[]>;
  /** Ends all of its processes at once, as a crash does: nothing is written any more. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

export interface WindowSize {
  width: number;
  height: number;
}

export interface LaunchOptions {
  /** Directory of the profile; made where there is none. */
  profile: string;
  /** The certificate to be trusted. */
  certificate: Certificate | undefined;
  /**
   * For pictures: how large its pages are, in pixels, as far as the browser goes along. Without it
   * they are as the browser likes them, and WebKit can't take any.
   */
  window?: WindowSize;
}

export interface Engine<B extends RunningBrowser = RunningBrowser> {
  readonly name: string;
  /** Whether it can be had on this machine. */
  readonly isHere: boolean;
  launch(options: LaunchOptions): Promise<B>;
}
