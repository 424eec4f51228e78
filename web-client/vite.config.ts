import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { brotli } from './tools/brotli.ts';
import { flags } from './tools/flags.ts';

/** `major.minor` as Lightning CSS counts it. */
const version = (major: number, minor = 0) => (major << 16) | (minor << 8);

/** The browser floor. `public/floor.js` tells people below it what to open instead. */
const floor = { chrome: version(110), firefox: version(128), safari: version(16, 4) };

const server = process.env['YUNQIAO_SERVER'] ?? 'http://localhost:8080';

export default defineConfig({
  plugins: [svelte(), flags(), brotli()],
  css: { transformer: 'lightningcss', lightningcss: { targets: floor } },
  build: {
    target: ['chrome110', 'firefox128', 'safari16.4'],
    cssMinify: 'lightningcss',
    // The content security policy allows no data: scripts or styles; small files stay files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': server, '/ws': { target: server, ws: true } } },
  test: {
    environment: 'happy-dom',
    include: ['{src,tools}/**/*.test.ts'],
  },
  resolve: process.env['VITEST'] ? { conditions: ['browser'] } : {},
});
