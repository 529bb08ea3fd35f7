import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { issueCertificate, type Certificate } from './authority.js';
import { ExamApi } from './exam-api.js';
import { buildPages, type Page } from './pages.js';
import { RunningServer } from './server.js';
import { Traffic, type Trouble } from './traffic.js';

const API = '/exam-api/';
const SIGN_IN = '/api/v1/auth/login';

/** The largest body that goes either way, in bytes. */
const LARGEST_BODY = 1_048_576;

interface Received {
  status: number;
  headers: string[];
  body: Buffer;
}

/**
 * The one origin that browsers see: the pages of the tests, an API that wants tokens, and the real
 * server behind it, on a line that can be cut. Over http on loopback, or over https with a
 * certificate of its own.
 */
export class Site {
  readonly traffic = new Traffic();
  readonly api = new ExamApi(() => this.loadKeys());
  readonly server: RunningServer;

  private constructor(
    private readonly listener: Server,
    readonly origin: string,
    readonly certificate: Certificate | undefined,
    server: RunningServer,
    private readonly pages: Map<string, Page>,
  ) {
    this.server = server;
    listener.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
      this.handle(incoming, outgoing).catch(() => outgoing.destroy());
    });
  }

  static async start(scheme: 'http' | 'https'): Promise<Site> {
    const certificate = scheme === 'https' ? issueCertificate() : undefined;
    const listener = certificate
      ? createSecureServer({ cert: certificate.chain, key: certificate.key })
      : createServer();
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const host = certificate ? 'localhost' : '127.0.0.1';
    const origin = `${scheme}://${host}:${(listener.address() as AddressInfo).port}`;
    const [server, pages] = await Promise.all([RunningServer.start(origin), buildPages()]);
    return new Site(listener, origin, certificate, server, pages);
  }

  /** Begins to count anew, and mends everything. */
  forget(): void {
    this.traffic.forget();
    this.api.forget();
  }

  async stop(): Promise<void> {
    this.forget();
    (this.listener as ReturnType<typeof createServer>).closeAllConnections();
    await new Promise((resolve) => this.listener.close(resolve));
    await this.server.stop();
  }

  private async handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const path = new URL(incoming.url!, this.origin).pathname;
    const exchange = this.traffic.note(incoming.method!, path);
    const page = this.pages.get(path);
    if (page) {
      outgoing.setHeader('Content-Type', page.type).end(page.body);
      return;
    }
    const body = await read(incoming);
    if (path.startsWith(API)) {
      const status = await this.api.answer(incoming.headers.authorization);
      outgoing.writeHead(status, { 'Content-Type': 'application/json' }).end('{}');
      return;
    }
    const trouble = this.traffic.next(path, outgoing);
    if (trouble && (await isAnsweredBy(trouble, outgoing))) {
      return;
    }
    const answer = await this.forward(incoming, body);
    exchange.status = answer.status;
    if (path === SIGN_IN && answer.status === 200) {
      this.api.newest = JSON.parse(answer.body.toString()).session.id;
    }
    if (trouble?.kind === 'answer-held') {
      await trouble.until;
    }
    send(answer, outgoing, trouble);
  }

  private forward({ method, url, headers }: IncomingMessage, body: Buffer): Promise<Received> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = this.server.upstream;
      const sent = request({ hostname, port, method, path: url, headers }, (answer) => {
        const { statusCode: status, rawHeaders } = answer;
        read(answer).then((whole) => {
          resolve({ status: status!, headers: rawHeaders, body: whole });
        }, reject);
      });
      sent.once('error', reject);
      sent.end(body);
    });
  }

  private async loadKeys() {
    return (await fetch(new URL('/.well-known/jwks.json', this.server.upstream))).json() as never;
  }
}

/** True when the server is not to hear of the request. */
async function isAnsweredBy(trouble: Trouble, outgoing: ServerResponse): Promise<boolean> {
  switch (trouble.kind) {
    case 'request-lost':
      outgoing.destroy();
      return true;
    case 'hang':
      return true;
    case 'other-answer':
      outgoing.writeHead(trouble.status, { 'Content-Type': trouble.type }).end(trouble.body);
      return true;
    case 'request-held':
      await trouble.until;
      return false;
    default:
      return false;
  }
}

/** Sends the answer, or as much of it as arrives. */
function send({ status, headers, body }: Received, outgoing: ServerResponse, trouble?: Trouble) {
  const cut = trouble?.kind === 'answer-lost' ? trouble.cut : undefined;
  if (cut === 'before-it') {
    outgoing.destroy();
    return;
  }
  for (let i = 0; i < headers.length; i += 2) {
    if (!/^(transfer-encoding|connection|keep-alive)$/i.test(headers[i]!)) {
      outgoing.appendHeader(headers[i]!, headers[i + 1]!);
    }
  }
  outgoing.writeHead(status);
  if (!cut) {
    outgoing.end(body);
    return;
  }
  outgoing.flushHeaders();
  if (cut === 'in-the-body') {
    outgoing.write(body.subarray(0, body.length / 2));
  }
  // What was written still leaves, and then the line is cut.
  outgoing.socket?.destroySoon();
}

async function read(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > LARGEST_BODY) {
      throw new Error('A body is too large.');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
