import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Plugin } from 'vite';

const compressible = /\.(js|css|html|svg|json|txt)$/;

/** Writes `FILE.br` beside every text file of the build, so that the server never compresses. */
export function brotli(): Plugin {
  let folder = '';
  return {
    name: 'yunqiao:brotli',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
    },
    closeBundle() {
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (!compressible.test(name)) continue;
        const text = readFileSync(join(folder, name));
        const packed = brotliCompressSync(text, {
          params: { [constants.BROTLI_PARAM_SIZE_HINT]: text.length },
        });
        if (packed.length < text.length) writeFileSync(join(folder, `${name}.br`), packed);
      }
    },
  };
}
