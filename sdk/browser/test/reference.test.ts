import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
// @ts-expect-error plain JavaScript, shared with the writer of the reference
import { sourcesDigest } from '../reference/digest.js';

it('the reference was written from these sources; if not: npm run reference', () => {
  const page = new URL('../../../docs/reference/browser-sdk/README.md', import.meta.url);

  expect(readFileSync(page, 'utf8')).toContain(`<!-- sources: ${sourcesDigest()} -->`);
});
