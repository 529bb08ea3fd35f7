/** How a session is kept. */
export interface Options {
  /**
   * The server's public URL, as the server itself is configured. Default: the origin of the page.
   */
  server?: string;
  /**
   * Origins of APIs that get the access token from `fetch`, besides the server's own, as
   * `location.origin` writes them: no slash at the end, no default port. Default: that of the page.
   */
  apis?: string[];
  /**
   * Whether sign-ins bind the session to a key of this browser, so that a stolen cookie is worth
   * nothing. Where the browser keeps no key the session goes unbound. Default: true.
   */
  bind?: boolean;
  /**
   * Starts the worker that keeps the session beside the tabs, where a browser has such workers; see
   * `@tidelock/browser/worker`. Default: none, and the tabs do it all.
   */
  worker?: () => SharedWorker;
  /** Called once when a session is over and nobody has asked for that here, with the reason. */
  onSignInRequired?: (reason: string) => void;
}

export interface Credentials {
  username: string;
  password: string;
  /** Stay signed in when the browser is closed. Default: false. */
  remember?: boolean;
}
