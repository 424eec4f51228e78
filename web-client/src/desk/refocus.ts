import { tick } from 'svelte';

/** Gives the focus a place where what had it is gone. Whoever has gone elsewhere meanwhile stays there. */
export async function refocus(find: () => HTMLElement | null | undefined): Promise<void> {
  await tick();
  const holder = document.activeElement;
  if (holder === null || holder === document.body) find()?.focus();
}

/** The way to add another one, in this part of a page. */
export const wayToAdd = (part: ParentNode | undefined): HTMLElement | null | undefined =>
  part?.querySelector<HTMLElement>('[data-do^="add-"]');
