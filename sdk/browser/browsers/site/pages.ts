import { build } from 'esbuild';

/** A file that the site serves beside the real server's own. */
export interface Page {
  type: string;
  body: string;
}

const PLACE = new URL('../page', import.meta.url).pathname;

const html = (body: string) => ({
  type: 'text/html; charset=utf-8',
  body: `<!doctype html>${body}`,
});

async function script(name: string): Promise<Page> {
  const { outputFiles } = await build({
    entryPoints: [`${PLACE}/${name}.ts`],
    bundle: true,
    format: 'iife',
    write: false,
  });
  return { type: 'text/javascript', body: outputFiles[0]!.text };
}

/** The pages of the tests, by their paths. */
export async function buildPages(): Promise<Map<string, Page>> {
  return new Map([
    [
      '/sdk-test',
      html('<title>Exam</title><script src="/stage.js"></script><script src="/exam.js"></script>'),
    ],
    // A page of the same origin that has nothing to do with sessions.
    ['/blank', html('<title>Blank</title><script src="/stage.js"></script>')],
    [
      '/prerenders',
      html(`<title>Start</title><script src="/stage.js"></script><script type="speculationrules">
        {"prerender": [{"urls": ["/sdk-test"], "eagerness": "immediate"}]}</script>`),
    ],
    ['/stage.js', await script('stage')],
    ['/exam.js', await script('exam')],
    ['/worker.js', await script('worker')],
  ]);
}
