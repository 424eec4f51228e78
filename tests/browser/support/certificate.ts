import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate of nobody's authority, with its key. */
export function makeCertificate(name: string): { folder: string; file: string; key: string } {
  const folder = mkdtempSync(join(tmpdir(), 'yunqiao-tls-'));
  const [file, key] = [join(folder, 'chain.pem'), join(folder, 'key.pem')];
  execFileSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-days', '2', '-subj', '/CN=Yunqiao test', '-keyout', key, '-out', file],
    ...['-addext', `subjectAltName=DNS:${name}`],
  ]);
  return { folder, file, key };
}
