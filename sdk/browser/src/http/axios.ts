/**
 * Lets axios call the APIs of a session: `axios.create({ adapter: axiosAdapter(session) })`.
 *
 * @packageDocumentation
 */
import axios, { AxiosHeaders, getAdapter } from 'axios';
import type { AxiosAdapter, AxiosError, AxiosRequestConfig, AxiosResponse } from 'axios';
import type { Session } from '../api.js';

const UNAUTHORIZED = 401;

/** What the wrapped adapter gave, whatever `validateStatus` makes of it. */
interface Outcome {
  response?: AxiosResponse;
  error?: AxiosError;
}

/** A stream, of the web or of Node, is read once. */
const isStream = (data: unknown): boolean =>
  data instanceof ReadableStream || typeof (data as { pipe?: unknown } | null)?.pipe === 'function';

/**
 * An adapter that sends requests with `inner`, and with the access token where their URL has an
 * origin of `Options.apis`. Refused with 401, it renews and tries once more; a body that is a
 * stream can't be sent again, and the call rejects with the code `not_replayable`.
 *
 * Other failures stay as axios has them. The token stands in no `config` that axios hands out.
 *
 * @param inner What the instance would use: its `defaults.adapter`. Default: that of axios.
 */
export function axiosAdapter(
  session: Session,
  inner: AxiosRequestConfig['adapter'] = axios.defaults.adapter,
): AxiosAdapter {
  return async (config) => {
    const { baseURL, url, allowAbsoluteUrls, data } = config;
    const send = async (token: string | null): Promise<Outcome> => {
      const headers = new AxiosHeaders(config.headers);
      if (token !== null) {
        headers.set('Authorization', `Bearer ${token}`);
      }
      const own = { ...config, headers };
      // The adapters that are functions of their request want to see it; the types don't say so.
      const adapter = (getAdapter as (...all: unknown[]) => AxiosAdapter)(inner, own);
      try {
        const response = await adapter(own);
        return { response: { ...response, config } };
      } catch (error) {
        if (axios.isAxiosError(error)) {
          error.config = config;
          if (error.response) {
            error.response.config = config;
          }
        }
        return { error: error as AxiosError };
      }
    };

    const { response, error } = await session.call<Outcome>({
      url: whereTo(axios.getUri({ baseURL, url, allowAbsoluteUrls })),
      canRepeat: !isStream(data),
      isRefused: ({ response, error }) => (response ?? error?.response)?.status === UNAUTHORIZED,
      send,
    });
    if (!response) {
      throw error;
    }
    return response;
  };
}

/**
 * The address as the browser makes it of a relative one: by the base of the document, which a page
 * can set.
 */
function whereTo(url: string): string {
  return new URL(url, globalThis.document?.baseURI ?? globalThis.location?.href).href;
}
