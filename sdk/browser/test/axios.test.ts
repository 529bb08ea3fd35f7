import { Readable } from 'node:stream';
import axios, { AxiosError, CanceledError, type AxiosRequestConfig } from 'axios';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { axiosAdapter } from '../src/http/axios.js';
import { Api, finish, signedIn } from './http-world.js';
import type { Tab, World } from './world.js';

let api: Api;
let other: Api;
let world: World;
let tab: Tab;

beforeEach(async () => {
  [api, other] = await Promise.all([Api.start(), Api.start()]);
  ({ world, tab } = await signedIn([api.origin]));
});

afterEach(() => Promise.all([api.stop(), other.stop()]));

const bearer = () => `Bearer ${tab.session.peekAccessToken()}`;

/** Refuses so many requests. */
function refuse(times: number): void {
  api.handle = (_request, body, response) => {
    response.statusCode = times-- > 0 ? 401 : 200;
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ got: body.toString() }));
  };
}

describe.each(['http', 'fetch'] as const)('axios with its adapter %s', (inner) => {
  const client = (more: AxiosRequestConfig = {}) =>
    axios.create({ baseURL: api.origin, adapter: axiosAdapter(tab.session, inner), ...more });

  it('sends the token', async () => {
    const { status, config } = await finish(world, client().get('/exams', { params: { a: 1 } }));
    expect(status).toBe(200);
    expect(api.arrived.map(({ authorization }) => authorization)).toEqual([bearer()]);
    expect(JSON.stringify(config)).not.toContain('Bearer');
  });

  it('renews and tries once more when it is refused, with the same body', async () => {
    refuse(1);
    const before = bearer();
    const { data } = await finish(world, client().post('/exams', { grade: 1 }));

    expect(data).toEqual({ got: '{"grade":1}' });
    expect(world.server.rotations).toBe(1);
    expect(api.arrived).toEqual([
      { authorization: before, body: '{"grade":1}' },
      { authorization: bearer(), body: '{"grade":1}' },
    ]);
    expect(bearer()).not.toBe(before);
  });

  it('does so too where a 401 is no error', async () => {
    refuse(1);
    const { status } = await finish(world, client({ validateStatus: () => true }).get('/'));
    expect([status, api.arrived.length]).toEqual([200, 2]);
  });

  it('gives up on an API that refuses for ever, with an error of axios', async () => {
    refuse(Infinity);
    for (let calls = 0; calls < 3; calls++) {
      const error = await finish(
        world,
        client()
          .get('/')
          .catch((error: unknown) => error),
      );
      expect(error).toBeInstanceOf(AxiosError);
      expect(error).toMatchObject({ code: 'ERR_BAD_REQUEST', response: { status: 401 } });
      expect(JSON.stringify((error as AxiosError).config)).not.toContain('Bearer');
    }
    expect([api.arrived.length, world.server.rotations]).toEqual([6, 3]);

    await finish(
      world,
      client()
        .get('/')
        .catch(() => {}),
    );
    expect([api.arrived.length, world.server.rotations]).toEqual([7, 3]);
    expect(tab.signInsRequired).toEqual(['refused_by_api']);
  });

  it('gives no token to another origin, however it is named', async () => {
    await finish(world, client().get(`${other.origin}/x`));
    await finish(world, client({ baseURL: other.origin }).get('/x'));
    await finish(
      world,
      client({ baseURL: `${api.origin}.evil.test@127.0.0.1:1` })
        .get('/x')
        .catch(() => {}),
    );
    expect(other.arrived.map(({ authorization }) => authorization)).toEqual([undefined, undefined]);
    expect(api.arrived).toEqual([]);
  });

  it('follows axios where an absolute URL is not allowed to leave the base', async () => {
    await finish(
      world,
      client({ baseURL: other.origin, allowAbsoluteUrls: false })
        .get(`${api.origin}/x`)
        .catch(() => {}),
    );
    expect(api.arrived).toEqual([]);
    expect(other.arrived.every(({ authorization }) => authorization === undefined)).toBe(true);
  });

  it('says that a stream can not be sent again', async () => {
    refuse(1);
    const body = inner === 'http' ? Readable.from(['once']) : new Blob(['once']).stream();
    const error = await finish(
      world,
      client()
        .post('/', body)
        .catch((error: unknown) => error),
    );
    expect(error).toMatchObject({ name: 'TidelockError', code: 'not_replayable' });
    expect(api.arrived.map(({ body }) => body)).toEqual(['once']);
  });

  it('leaves other failures as they are', async () => {
    api.handle = (_request, _body, response) => {
      response.statusCode = 503;
      response.end('{"busy":true}');
    };
    const instance = client();
    const failed = await finish(
      world,
      instance.get('/').catch((error: unknown) => error),
    );
    expect(failed).toMatchObject({ name: 'AxiosError', response: { status: 503 } });
    expect((failed as AxiosError).response!.data).toEqual({ busy: true });

    await api.stop();
    const away = await finish(
      world,
      instance.get('/').catch((error: unknown) => error),
    );
    expect(away).toBeInstanceOf(AxiosError);
    expect((away as AxiosError).response).toBeUndefined();
    expect(world.server.rotations).toBe(0);
  });

  it('can be called off', async () => {
    const abort = new AbortController();
    api.handle = () => abort.abort();
    const error = await finish(
      world,
      client()
        .get('/', { signal: abort.signal })
        .catch((error: unknown) => error),
    );
    expect(error).toBeInstanceOf(CanceledError);
  });

  it('rejects with what the session says when nobody is signed in', async () => {
    await finish(world, tab.session.signOut());
    const error = await finish(
      world,
      client()
        .get('/')
        .catch((error: unknown) => error),
    );
    expect(error).toMatchObject({ name: 'TidelockError', code: 'sign_in_required' });
    expect(api.arrived).toEqual([]);
  });
});

it('The adapter of axios is the default, and one of an instance is taken as it is', async () => {
  await finish(world, axios.create({ adapter: axiosAdapter(tab.session) }).get(`${api.origin}/`));
  expect(api.arrived).toHaveLength(1);

  const seen: unknown[] = [];
  const own = axios.create({
    adapter: (config) => {
      seen.push(config.headers.get('Authorization'));
      return Promise.resolve({ data: 1, status: 200, statusText: '', headers: {}, config });
    },
  });
  own.defaults.adapter = axiosAdapter(tab.session, own.defaults.adapter);
  expect((await finish(world, own.get(api.origin))).data).toBe(1);
  expect(seen).toEqual([bearer()]);
});
