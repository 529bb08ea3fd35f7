import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { World, type Tab } from './world.js';

/** Longest that a test waits for real sockets, in milliseconds. */
const PATIENCE = 4000;

export type Handler = (request: IncomingMessage, body: Buffer, response: ServerResponse) => void;

/** A real HTTP server on loopback, and what arrived at it. */
export class Api {
  readonly arrived: { authorization: string | undefined; body: string }[] = [];
  handle: Handler = (_request, _body, response) => response.end('{}');
  private readonly server: Server = createServer(
    (request, response) => void this.take(request, response),
  );

  static async start(): Promise<Api> {
    const api = new Api();
    await new Promise<void>((resolve) => api.server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) {
      parts.push(part as Buffer);
    }
    const body = Buffer.concat(parts);
    this.arrived.push({ authorization: request.headers.authorization, body: body.toString() });
    this.handle(request, body, response);
  }
}

/** Somebody who is signed in, in the modelled browser; calls go out over real sockets. */
export async function signedIn(apis: string[]): Promise<{ world: World; tab: Tab }> {
  const world = new World();
  const tab = world.open({ apis });
  await tab.signIn();
  return { world, tab };
}

/** Waits for a call, while the time of the model goes on as far as sockets let it. */
export async function finish<T>(world: World, promise: Promise<T>): Promise<T> {
  let isSettled = false;
  const settle = () => {
    isSettled = true;
  };
  promise.then(settle, settle);
  const end = performance.now() + PATIENCE;
  while (!isSettled && performance.now() < end) {
    await world.pass(10);
  }
  if (!isSettled) {
    throw new Error(`Not settled within ${PATIENCE} ms.`);
  }
  return promise;
}
