import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { examples } from '../test/guides.js';
import { DemoServer } from './demo.js';
import { ExamApi } from './site/exam-api.js';

const PACKAGE = new URL('..', import.meta.url).pathname;
const MODULES = join(PACKAGE, 'browsers/nextjs/node_modules');
const APPLICATION = join(PACKAGE, 'browsers/nextjs/.examples');
const HOST = '127.0.0.1';

/** What the application's server has to say within this time, in milliseconds. */
const READY_WITHIN = 60_000;

/** Whether Next.js was fetched. */
export const hasNext = existsSync(join(MODULES, 'next'));

/**
 * The application of the guide on Next.js, of the package in `dist/` as it would be published, on
 * the real server, with an API on a third origin.
 */
export class NextApp {
  private constructor(
    readonly url: string,
    readonly server: DemoServer,
    readonly api: ExamApi,
    private readonly listener: Server,
    private readonly process: ChildProcess,
  ) {}

  static async start(): Promise<NextApp> {
    const port = await freePort();
    const url = `http://${HOST}:${port}`;
    const server = await DemoServer.start({ TIDELOCK__Cors__Origins__0: url });
    const api = new ExamApi(async () => {
      const keys = await fetch(`${server.url}/.well-known/jwks.json`);
      return keys.json() as never;
    });
    const listener = serve(api, url);
    const apiPort = await portOf(listener);
    install();
    write();
    const settings = {
      ...process.env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      NEXT_PUBLIC_TIDELOCK: server.url,
      NEXT_PUBLIC_API: `http://${HOST}:${apiPort}`,
    } as const;
    const next = join(MODULES, 'next/dist/bin/next');
    execFileSync('node', [next, 'build'], { cwd: APPLICATION, env: settings, stdio: 'pipe' });
    const running = spawn('node', [next, 'start', '-H', HOST, '-p', String(port)], {
      cwd: APPLICATION,
      env: settings,
      stdio: 'ignore',
    });
    const app = new NextApp(url, server, api, listener, running);
    await app.answers();
    return app;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGKILL');
    await ended;
    this.listener.closeAllConnections();
    await new Promise((resolve) => this.listener.close(resolve));
    await this.server.stop();
  }

  private async answers(): Promise<void> {
    for (const until = Date.now() + READY_WITHIN; ;) {
      const isThere = await fetch(this.url).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isThere) return;
      if (Date.now() > until) throw new Error('The application does not answer.');
      await new Promise((next) => setTimeout(next, 100));
    }
  }
}

/** The package into the application's modules, by way of what `npm publish` would send. */
function install(): void {
  const target = join(MODULES, '@tidelock/browser');
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const run = (command: string, ...words: string[]) =>
    execFileSync(command, words, { cwd: PACKAGE, encoding: 'utf8' });
  const archive = run('npm', 'pack', '--silent', '--pack-destination', target).trim();
  run('tar', '-xzf', join(target, archive), '-C', target, '--strip-components=1');
}

/** The files that the guide shows, each where it says. */
function write(): void {
  rmSync(APPLICATION, { recursive: true, force: true });
  for (const { path, text } of examples().filter(({ guide }) => guide === 'nextjs')) {
    mkdirSync(dirname(join(APPLICATION, path)), { recursive: true });
    writeFileSync(join(APPLICATION, path), text);
  }
}

/** The API of exams, which lets pages of `origin` in. */
function serve(api: ExamApi, origin: string): Server {
  return createServer(async ({ method, headers }, answer) => {
    answer.setHeader('Access-Control-Allow-Origin', origin);
    answer.setHeader('Access-Control-Allow-Headers', 'authorization');
    if (method === 'OPTIONS') {
      answer.writeHead(204).end();
      return;
    }
    answer.writeHead(await api.answer(headers.authorization), {
      'Content-Type': 'application/json',
    });
    answer.end(JSON.stringify([{ id: 'tides', title: 'Tides and currents' }]));
  });
}

async function portOf(listener: Server): Promise<number> {
  await new Promise<void>((resolve) => listener.listen(0, HOST, resolve));
  return (listener.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  const port = await portOf(probe);
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
