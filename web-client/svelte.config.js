import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/vite-plugin-svelte').SvelteConfig} */
export default {
  // Styles go through Lightning CSS once, after Svelte has resolved what only it knows (`:global`).
  preprocess: vitePreprocess({ style: false }),
  compilerOptions: { runes: true },
};
