import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { examples } from '../test/guides.js';
import { Api, type Handler } from '../test/http-world.js';
import { DemoServer } from './demo.js';
import { ExamApi } from './site/exam-api.js';

const PACKAGE = new URL('..', import.meta.url).pathname;
const MODULES = join(PACKAGE, 'browsers/nextjs/node_modules');
const APPLICATION = join(PACKAGE, 'browsers/nextjs/.examples');

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
    readonly exams: ExamApi,
    private readonly api: Api,
    private readonly process: ChildProcess,
  ) {}

  static async start(): Promise<NextApp> {
    const url = await freeOrigin();
    const server = await DemoServer.start({ TIDELOCK__Cors__Origins__0: url });
    const exams = new ExamApi(async () => {
      const keys = await fetch(`${server.url}/.well-known/jwks.json`);
      return keys.json() as never;
    });
    const api = await Api.start();
    api.handle = answerTo(url, exams);
    install();
    write();
    const settings = {
      ...process.env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      NEXT_PUBLIC_TIDELOCK: server.url,
      NEXT_PUBLIC_API: api.origin,
    } as const;
    const { hostname, port } = new URL(url);
    const next = join(MODULES, 'next/dist/bin/next');
    execFileSync('node', [next, 'build'], { cwd: APPLICATION, env: settings, stdio: 'pipe' });
    const running = spawn('node', [next, 'start', '-H', hostname, '-p', port], {
      cwd: APPLICATION,
      env: settings,
      stdio: 'ignore',
    });
    const app = new NextApp(url, server, exams, api, running);
    await app.answers();
    return app;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGKILL');
    await ended;
    await Promise.all([this.api.stop(), this.server.stop()]);
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

/** An API of exams, which lets pages of `origin` in. */
const answerTo =
  (origin: string, exams: ExamApi): Handler =>
  async ({ method, headers }, _body, response) => {
    response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Access-Control-Allow-Headers', 'authorization');
    if (method === 'OPTIONS') {
      response.writeHead(204).end();
      return;
    }
    response.writeHead(await exams.answer(headers.authorization), {
      'Content-Type': 'application/json',
    });
    response.end(JSON.stringify([{ id: 'tides', title: 'Tides and currents' }]));
  };

/** An origin at which nobody listens. */
async function freeOrigin(): Promise<string> {
  const probe = await Api.start();
  const { origin } = probe;
  await probe.stop();
  return origin;
}
