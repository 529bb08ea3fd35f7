import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { createConnectTransport, createGrpcWebTransport } from '@connectrpc/connect-web';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectInterceptor } from '../src/http/connect.js';
import { Api, finish, signedIn } from './http-world.js';
import { Exams, exams } from './rpc-api.js';
import type { Tab, World } from './world.js';

let api: Api;
let other: Api;
let world: World;
let tab: Tab;

beforeEach(async () => {
  [api, other] = await Promise.all([Api.start(), Api.start()]);
  api.handle = other.handle = exams(() => false);
  ({ world, tab } = await signedIn([api.origin]));
});

afterEach(() => Promise.all([api.stop(), other.stop()]));

const bearer = () => `Bearer ${tab.session.peekAccessToken()}`;
const sent = () => api.arrived.map(({ authorization }) => authorization);

function refuse(times: number): void {
  api.handle = exams(() => times-- > 0);
}

describe.each([
  ['Connect', createConnectTransport],
  ['gRPC-Web', createGrpcWebTransport],
])('a client of %s', (_, transport) => {
  const client = (baseUrl = api.origin) =>
    createClient(Exams, transport({ baseUrl, interceptors: [connectInterceptor(tab.session)] }));
  const failure = (promise: Promise<unknown>): Promise<ConnectError> =>
    finish(
      world,
      promise.then(
        () => expect.fail('It should fail.'),
        (error) => error,
      ),
    );
  const watch = async (baseUrl?: string) => {
    const heard: string[] = [];
    for await (const { value } of client(baseUrl).watch({ value: 'b' })) {
      heard.push(value);
    }
    return heard;
  };

  it('sends the token', async () => {
    const { value } = await finish(world, client().grade({ value: 'a' }));
    expect(value).toBe('graded: a');
    expect(sent()).toEqual([bearer()]);
  });

  it('renews and tries once more when it is refused, with the same message', async () => {
    refuse(1);
    const before = bearer();
    const { value } = await finish(world, client().grade({ value: 'a' }));

    expect(value).toBe('graded: a');
    expect(world.server.rotations).toBe(1);
    expect(sent()).toEqual([before, bearer()]);
    expect(before).not.toBe(bearer());
    expect(api.arrived[0]!.body).toBe(api.arrived[1]!.body);
  });

  it('gives up on an API that refuses for ever, with the error of the API', async () => {
    refuse(Infinity);
    for (let calls = 0; calls < 3; calls++) {
      const error = await failure(client().grade({ value: 'a' }));
      expect(error).toBeInstanceOf(ConnectError);
      expect(error).toMatchObject({ code: Code.Unauthenticated, rawMessage: 'no' });
    }
    expect([api.arrived.length, world.server.rotations]).toEqual([6, 3]);

    await failure(client().grade({ value: 'a' }));
    expect([api.arrived.length, world.server.rotations]).toEqual([7, 3]);
    expect(tab.signInsRequired).toEqual(['refused_by_api']);
  });

  it('gives no token to another origin', async () => {
    await finish(world, client(other.origin).grade({ value: 'a' }));
    await finish(world, watch(other.origin));
    expect(other.arrived.map(({ authorization }) => authorization)).toEqual([undefined, undefined]);
  });

  it('begins a stream with a token', async () => {
    expect(await finish(world, watch())).toEqual(['graded: b']);
    expect(sent()).toEqual([bearer()]);
  });

  it('renews a token that ran out before a stream begins', async () => {
    const before = bearer();
    tab.fire('pagehide', { persisted: true });
    expect(tab.session.peekAccessToken()).toBeNull();

    expect(await finish(world, watch())).toEqual(['graded: b']);
    expect(sent()).toEqual([bearer()]);
    expect(bearer()).not.toBe(before);
  });

  it('does not repeat a stream', async () => {
    refuse(1);
    expect(await failure(watch())).toMatchObject({ code: Code.Unauthenticated, rawMessage: 'no' });
    expect([api.arrived.length, world.server.rotations]).toEqual([1, 0]);
  });

  it('leaves other failures as they are', async () => {
    api.handle = (_request, _body, response) => {
      response.statusCode = 503;
      response.end();
    };
    expect(await failure(client().grade({ value: 'a' }))).toMatchObject({ code: Code.Unavailable });
    expect([api.arrived.length, world.server.rotations]).toEqual([1, 0]);
  });

  it('can be called off', async () => {
    const abort = new AbortController();
    api.handle = () => abort.abort();
    const call = client().grade({ value: 'a' }, { signal: abort.signal });
    expect(await failure(call)).toMatchObject({ code: Code.Canceled });
  });

  it('says that somebody has to sign in, and why', async () => {
    await finish(world, tab.session.signOut());
    for (const error of [await failure(client().grade({ value: 'a' })), await failure(watch())]) {
      expect(error).toMatchObject({
        code: Code.Unauthenticated,
        cause: { name: 'TidelockError', code: 'sign_in_required', reason: 'signed_out' },
      });
    }
    expect(api.arrived).toEqual([]);
  });

  it('says that the session can not be renewed now', async () => {
    tab.fire('pagehide', { persisted: true });
    world.trouble = () => 'error';
    expect(await failure(client().grade({ value: 'a' }))).toMatchObject({
      code: Code.Unavailable,
      cause: { code: 'unreachable' },
    });
    expect(api.arrived).toEqual([]);
  });
});
