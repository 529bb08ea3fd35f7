import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CLI = new URL(
  '../../../src/Tidelock.Cli/bin/Release/net10.0/Tidelock.Cli.dll',
  import.meta.url,
).pathname;

/** Whether the server was built. */
export const isBuilt = existsSync(CLI);

/**
 * The real server with its demo accounts, as a process of its own: for tests of what one page
 * shows, which serve that page by interception.
 */
export class DemoServer {
  private constructor(
    private readonly process: ChildProcess,
    private readonly data: string,
    readonly url: string,
    readonly account: { username: string; password: string },
  ) {}

  static async start(settings: Record<string, string> = {}): Promise<DemoServer> {
    const data = mkdtempSync(join(tmpdir(), 'tidelock-sdk-'));
    const arguments_ = [CLI, 'demo', '--url', 'http://127.0.0.1:0', '--data', data, '--json'];
    const process_ = spawn('dotnet', arguments_, {
      env: { ...process.env, ...settings },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let text = '';
    for await (const chunk of process_.stdout!) {
      text += chunk;
      try {
        const { url, accounts } = JSON.parse(text);
        process_.stdout!.resume();
        const [{ name, username = name, password }] = accounts;
        return new DemoServer(process_, data, url.replace(/\/$/, ''), { username, password });
      } catch {
        // Not yet whole.
      }
    }
    throw new Error(`The server ended: ${text}`);
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGKILL');
    await ended;
    rmSync(this.data, { recursive: true });
  }
}
