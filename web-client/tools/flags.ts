import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

const home = dirname(createRequire(import.meta.url).resolve('flag-icons/package.json'));
const folder = join(home, 'flags/4x3');
const release = (
  JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string }
).version;
/** The release stands in the address, so that flags may be cached for good. */
const base = `assets/flags-${release}/`;

/** Serves each flag as its own file; `virtual:flags` says where. */
export function flags(): Plugin {
  return {
    name: 'yunqiao:flags',
    resolveId: (id) => (id === 'virtual:flags' ? '\0virtual:flags' : undefined),
    load: (id) =>
      id === '\0virtual:flags'
        ? `export const flagBase = ${JSON.stringify(`/${base}`)};`
        : undefined,
    generateBundle() {
      for (const name of readdirSync(folder)) {
        if (!/^[a-z]{2}\.svg$/.test(name)) continue;
        this.emitFile({
          type: 'asset',
          fileName: base + name,
          source: readFileSync(join(folder, name)),
        });
      }
    },
    configureServer(server) {
      server.middlewares.use(`/${base}`, (request, response, next) => {
        const name = (request.url ?? '').replace(/^\//, '').replace(/\?.*$/, '');
        if (!/^[a-z]{2}\.svg$/.test(name)) return next();
        response.setHeader('Content-Type', 'image/svg+xml');
        response.end(readFileSync(join(folder, name)));
      });
    },
  };
}
