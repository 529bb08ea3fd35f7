import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = new URL('../../../../', import.meta.url).pathname;
const CLI = join(ROOT, 'src/Tidelock.Cli/bin/Release/net10.0/Tidelock.Cli.dll');
const SAMPLE = join(ROOT, 'build/exam-bank.sh');

/** Milliseconds until the site has to answer; it may have to be built first. */
const READY_WITHIN = 180_000;

export const CHROMIUM = '/usr/bin/chromium';

/** Whether the server was built. The demo builds the site where that is needed. */
export const isBuilt = existsSync(CLI);

export const canRun = isBuilt && existsSync(CHROMIUM);

/** The demo as its users run it: the real server, and ExamBank beside it. */
export class RunningSite {
  private constructor(
    private readonly process: ChildProcess,
    private readonly data: string,
    readonly tidelock: string,
    readonly url: string,
  ) {}

  /** @param settings of the Tidelock server, as environment variables. */
  static async start(settings: Record<string, string> = {}): Promise<RunningSite> {
    const data = mkdtempSync(join(tmpdir(), 'exambank-browser-'));
    const child = spawn(
      'dotnet',
      [CLI, 'demo', '--url', 'http://127.0.0.1:0', '--data', data, '--sample', SAMPLE, '--json'],
      { env: { ...process.env, ...settings }, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let text = '';
    for await (const chunk of child.stdout!) {
      text += chunk;
      try {
        const { url, sample } = JSON.parse(text);
        child.stdout!.resume();
        const site = new RunningSite(child, data, url.replace(/\/$/, ''), sample.url);
        await site.answers().catch(async (problem) => {
          await site.stop();
          throw problem;
        });
        return site;
      } catch (problem) {
        if (!(problem instanceof SyntaxError)) throw problem;
      }
    }
    throw new Error(`The demo ended: ${text}`);
  }

  /** Ends as Ctrl+C does. */
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGTERM');
    await ended;
    rmSync(this.data, { recursive: true });
  }

  private async answers(): Promise<void> {
    const until = Date.now() + READY_WITHIN;
    for (;;) {
      const isThere = await fetch(this.url).then(
        (answer) => answer.ok,
        () => false,
      );
      if (isThere) return;
      if (Date.now() > until) throw new Error('The site does not answer.');
      await new Promise((next) => setTimeout(next, 200));
    }
  }
}
