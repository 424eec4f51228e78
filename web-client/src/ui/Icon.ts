import type { LucideProps } from '@lucide/svelte';
import type { Component } from 'svelte';

/** An icon of @lucide/svelte: `import Check from '@lucide/svelte/icons/check'`. */
export type Icon = Component<LucideProps>;
