import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DAYS = '2';
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc'];

/** A certificate for this machine's loopback names, of an authority that is thrown away. */
export interface Certificate {
  /** The certificate, and after it that of the authority. */
  chain: string;
  key: string;
  /** SHA-256 of the certificate's public key in base64, as Chromium wants to be told of it. */
  publicKeyHash: string;
}

/** Makes an authority and one certificate; the authority's key is gone when this returns. */
export function issueCertificate(): Certificate {
  const place = mkdtempSync(join(tmpdir(), 'tidelock-authority-'));
  const openssl = (...words: string[]) =>
    execFileSync('openssl', words, { cwd: place, stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    openssl(
      ...['req', '-x509', ...NEW_KEY, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', DAYS],
      ...['-subj', '/CN=Authority of one test run', '-addext', 'keyUsage=critical,keyCertSign'],
    );
    openssl(
      ...['req', ...NEW_KEY, '-keyout', 'site.key', '-out', 'site.csr', '-subj', '/CN=localhost'],
    );
    writeFileSync(
      join(place, 'site.ext'),
      'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n',
    );
    openssl(
      ...['x509', '-req', '-in', 'site.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key'],
      ...['-CAcreateserial', '-out', 'site.pem', '-days', DAYS, '-extfile', 'site.ext'],
    );
    const read = (name: string) => readFileSync(join(place, name), 'utf8');
    const publicKey = new X509Certificate(read('site.pem')).publicKey;
    return {
      chain: read('site.pem') + read('ca.pem'),
      key: read('site.key'),
      publicKeyHash: createHash('sha256')
        .update(publicKey.export({ type: 'spki', format: 'der' }))
        .digest('base64'),
    };
  } finally {
    rmSync(place, { recursive: true });
  }
}
