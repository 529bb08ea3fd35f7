import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const source = join(import.meta.dirname, '../src');

/** A checksum of everything that the reference is written from. */
export function sourcesDigest() {
  const hash = createHash('sha256');
  for (const file of readdirSync(source, { recursive: true }).sort()) {
    if (/\.tsx?$/.test(file)) {
      hash.update(file).update(readFileSync(join(source, file)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}
