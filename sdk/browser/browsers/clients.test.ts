import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Api, type Handler } from '../test/http-world.js';
import { exams } from '../test/rpc-api.js';
import { DemoServer } from './demo.js';
import { canRun, launchChromium } from './playwright.js';

const PACKAGE = new URL('..', import.meta.url).pathname;
const PAGE = '<!doctype html><title>Exams</title><script type="module" src="/page.js"></script>';

/** A page that calls an API of another origin, with clients that are not `fetch`. */
const script = (server: string, api: string) => `
  import axios from 'axios';
  import { createClient } from '@connectrpc/connect';
  import { createConnectTransport, createGrpcWebTransport } from '@connectrpc/connect-web';
  import { createSession } from './src/index.ts';
  import { axiosAdapter } from './src/http/axios.ts';
  import { connectInterceptor } from './src/http/connect.ts';
  import { Exams } from './test/rpc-api.ts';
  const session = createSession({ server: '${server}', apis: ['${api}'] });
  const post = (inner) => axios.create({ baseURL: '${api}', adapter: axiosAdapter(session, inner) })
    .post('/exams', { grade: 1 }).then(({ data }) => data.got);
  const grade = (transport) => createClient(Exams, transport({
    baseUrl: '${api}', interceptors: [connectInterceptor(session)],
  })).grade({ value: 'a' }).then(({ value }) => value);
  Object.assign(window, {
    session,
    calls: {
      'axios over XMLHttpRequest': () => post('xhr'),
      'axios over fetch': () => post('fetch'),
      Connect: () => grade(createConnectTransport),
      'gRPC-Web': () => grade(createGrpcWebTransport),
    },
  });`;

/** So many requests are refused from now on. */
let refusals = 0;
let preflights = 0;

/** Lets pages of other origins in, as an API has to, and answers by the kind of request. */
const answer: Handler = (request, body, response) => {
  response.setHeader('Access-Control-Allow-Origin', request.headers.origin ?? '');
  response.setHeader('Access-Control-Allow-Headers', '*, Authorization');
  response.setHeader('Access-Control-Expose-Headers', 'grpc-status, grpc-message');
  if (request.method === 'OPTIONS') {
    preflights++;
    response.writeHead(204).end();
    return;
  }
  const isRefused = refusals-- > 0;
  if (request.url!.includes('exams.Exams')) {
    exams(() => isRefused)(request, body, response);
    return;
  }
  response.writeHead(isRefused ? 401 : 200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ got: body.toString() }));
};

/** Starting a server and a browser takes long on a busy machine. In milliseconds. */
const START = 120_000;

describe.skipIf(!canRun)('Clients in Chromium', () => {
  let api: Api;
  let pages: Api;
  let server: DemoServer;
  let browser: Browser;

  beforeAll(async () => {
    [api, pages] = await Promise.all([Api.start(), Api.start()]);
    api.handle = answer;
    server = await DemoServer.start({ TIDELOCK__Cors__Origins__0: pages.origin });
    const { outputFiles } = await build({
      stdin: { contents: script(server.url, api.origin), resolveDir: PACKAGE, loader: 'ts' },
      bundle: true,
      format: 'esm',
      write: false,
    });
    pages.handle = ({ url }, _body, response) => {
      response.setHeader('Content-Type', url === '/' ? 'text/html' : 'text/javascript');
      response.end(url === '/' ? PAGE : outputFiles[0]!.text);
    };
    browser = await launchChromium();
  }, START);

  afterAll(async () => {
    await browser?.close();
    await Promise.all([api?.stop(), pages?.stop(), server?.stop()]);
  }, START);

  it.each([
    ['axios over XMLHttpRequest', '{"grade":1}'],
    ['axios over fetch', '{"grade":1}'],
    ['Connect', 'graded: a'],
    ['gRPC-Web', 'graded: a'],
  ])('%s: renews and calls once more when another origin refuses', async (client, expected) => {
    const page = await browser.newPage();
    await page.goto(pages.origin);
    await page.waitForFunction('window.session');
    await page.evaluate(`session.signIn(${JSON.stringify(server.account)})`);
    const before = await page.evaluate('session.getAccessToken()');
    api.arrived.length = preflights = 0;
    refusals = 1;

    expect(await page.evaluate(`calls[${JSON.stringify(client)}]()`)).toBe(expected);

    const after = await page.evaluate('session.getAccessToken()');
    const tokens = api.arrived.map(({ authorization }) => authorization).filter(Boolean);
    expect(after).not.toBe(before);
    expect(tokens).toEqual([`Bearer ${before}`, `Bearer ${after}`]);
    expect(preflights).toBeGreaterThan(0);
    await page.close();
  });
});
