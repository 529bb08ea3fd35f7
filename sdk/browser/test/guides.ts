import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const GUIDES = new URL('../../../docs/guide', import.meta.url).pathname;

/** The first line of an example that is one file of an application. */
const PATH = /^\/\/ (app\/\S+)\n/;

/** An example in TypeScript of a guide. */
export interface Example {
  /** The guide, without its ending. */
  guide: string;
  /** Where it belongs in the application that the guide builds; else a name of its own. */
  path: string;
  text: string;
}

/** The examples of all guides that use the package, or belong to an application that does. */
export function examples(): Example[] {
  return readdirSync(GUIDES)
    .filter((page) => page.endsWith('.md'))
    .flatMap((page) => {
      const blocks = readFileSync(join(GUIDES, page), 'utf8').matchAll(/```(tsx?)\n(.*?)```/gs);
      return [...blocks].map(([, kind, text], index) => ({
        guide: page.replace('.md', ''),
        path: PATH.exec(text!)?.[1] ?? `${index + 1}.${kind}`,
        text: text!,
      }));
    })
    .filter(({ text }) => text.includes('@tidelock/browser') || PATH.test(text));
}
