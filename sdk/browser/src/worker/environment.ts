import type { Environment } from '../environment.js';
import { EndedSessions } from '../session/ended.js';
import type { News } from '../tabs/tabs.js';

/**
 * What a worker has in place of a page. It sees no storage, and so nothing of what the tabs write
 * down for each other: who is signed in, and who is being signed out. It learns that from their
 * channel, begins with nobody, and never asks the server of its own accord: it renews a session
 * only after a tab has shown it a token.
 */
export function workerEnvironment(surroundings: Environment): Environment {
  const stored = new Map<string, string>();
  const ended = new EndedSessions();
  let current: string | undefined;

  /** The channel has the name of the register. */
  let name = '';
  const write = (entry: object) => stored.set(name, JSON.stringify(entry));

  /** Writes down what a tab would have written before it told. */
  const note = (news: News) => {
    if ('end' in news) {
      ended.add(news.end);
      if (news.end === current) {
        current = undefined;
        write({ out: news.reason });
      }
    } else if ('grant' in news) {
      const { id, bound } = news.grant?.session ?? {};
      // An old answer does not tell who is signed in now.
      if (!id || ended.has(id) || (news.again && current && current !== id)) {
        return;
      }
      if (current !== id) {
        ended.add(current);
      }
      current = id;
      write({ sid: id, bound });
    }
  };

  return {
    ...surroundings,
    isVisible: () => true,
    shown: () => undefined,
    storage: () =>
      ({
        getItem: (key: string) => stored.get(key) ?? null,
        setItem: (key: string, value: string) => void stored.set(key, value),
        removeItem: (key: string) => void stored.delete(key),
      }) as Storage,
    openChannel(channel) {
      name = channel;
      write({ out: '' });
      const opened = surroundings.openChannel(channel);
      return (
        opened && {
          ...opened,
          listen: (listener) =>
            opened.listen((message) => {
              const news = message as News | undefined;
              if (news?.v === 1) {
                note(news);
              }
              listener(message);
            }),
        }
      );
    },
  };
}
