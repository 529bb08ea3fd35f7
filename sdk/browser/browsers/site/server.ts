import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CLI = new URL(
  '../../../../src/Tidelock.Cli/bin/Release/net10.0/Tidelock.Cli.dll',
  import.meta.url,
).pathname;

/** Where Debian puts the library that shifts the clock of one process. */
const FAKETIME = ['x86_64-linux-gnu', 'aarch64-linux-gnu']
  .map((machine) => `/usr/lib/${machine}/faketime/libfaketimeMT.so.1`)
  .find(existsSync);

/** Of what a server says about its failure, so many characters are kept. */
const MOST_COMPLAINTS = 4000;

/** Whether the server was built. */
export const isBuilt = existsSync(CLI);

/** Whether a server can be started whose clock is ahead. */
export const canShiftClock = !!FAKETIME;

export interface Account {
  username: string;
  password: string;
}

export const ALICE: Account = { username: 'alice', password: 'a harbour full of lanterns' };
export const BOB: Account = { username: 'bob', password: 'eleven very patient herons' };

/**
 * A test asks for more in a minute than any person, from one address: only what it is about may
 * limit it.
 */
const UNLIMITED = {
  Limits__RotationsPerMinute: '1000000',
  Limits__ReplaysPerMinute: '1000000',
  Limits__RefusalsPerMinute: '1000000',
  Limits__SignInsPerAddress: '1000000',
  Limits__RequestsPerAddress: '1000000',
  Sessions__MaxPerUser: '1000',
};

/** The real server with two accounts, as a process of its own behind the address that is given. */
export class RunningServer {
  private readonly data = mkdtempSync(join(tmpdir(), 'tidelock-sdk-'));
  private process: ChildProcess | undefined;
  /** Where it listens; the public URL is another one. */
  upstream = new URL('http://127.0.0.1');

  private constructor(private readonly publicUrl: string) {}

  static async start(publicUrl: string): Promise<RunningServer> {
    const server = new RunningServer(publicUrl);
    await server.run(0);
    await Promise.all([ALICE, BOB].map((account) => server.add(account)));
    return server;
  }

  /** Ends it at once and starts it anew on the same data, with a clock so many hours ahead. */
  async restart({ hoursAhead }: { hoursAhead: number }): Promise<void> {
    await this.kill();
    await this.run(hoursAhead);
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.data, { recursive: true });
  }

  private async run(hoursAhead: number): Promise<void> {
    const address = ['--url', 'http://127.0.0.1:0', '--public-url', this.publicUrl];
    const settings = Object.entries(UNLIMITED).map(([key, value]) => [`TIDELOCK__${key}`, value]);
    const shift = {
      LD_PRELOAD: FAKETIME,
      FAKETIME: `+${hoursAhead}h`,
      DONT_FAKE_MONOTONIC: '1',
      FAKETIME_FORCE_MONOTONIC_FIX: '0',
    };
    const child = spawn('dotnet', [CLI, 'serve', ...address, '--data', this.data, '--json'], {
      env: { ...process.env, ...Object.fromEntries(settings), ...(hoursAhead ? shift : {}) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process = child;
    let complaints = '';
    child.stderr.on('data', (chunk) => {
      complaints = (complaints + chunk).slice(-MOST_COMPLAINTS);
    });
    let text = '';
    for await (const chunk of child.stdout) {
      text += chunk;
      const announcement = whole(text);
      if (announcement) {
        child.stdout.resume();
        this.upstream = new URL(announcement.listening[0]!);
        return;
      }
    }
    throw new Error(`The server ended: ${text}${complaints}`);
  }

  private async kill(): Promise<void> {
    const ended = new Promise((resolve) => this.process!.once('exit', resolve));
    this.process!.kill('SIGKILL');
    await ended;
  }

  /** Adds a user as an operator of the machine does: over the socket in the data directory. */
  private add({ username, password }: Account): Promise<void> {
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          socketPath: join(this.data, 'admin.sock'),
          path: '/api/v1/admin/users',
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
        },
        (answer) => {
          answer.resume();
          answer.once('end', () =>
            answer.statusCode === 201
              ? resolve()
              : reject(new Error(`Adding ${username}: ${answer.statusCode}`)),
          );
        },
      );
      sent.once('error', reject);
      sent.end(JSON.stringify({ name: username, password }));
    });
  }
}

function whole(text: string): { listening: string[] } | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
