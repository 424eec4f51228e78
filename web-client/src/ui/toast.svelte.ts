import { announce } from './announce.svelte';

export interface Toast {
  id: number;
  /** `done` and `heed` go by themselves; `failed` stays until it is closed. */
  tone: 'done' | 'heed' | 'failed';
  text: string;
  action?: { label: string; run: () => void };
}

/** How long a message stays: time enough to read it and to reach its action. */
const stay = 10_000;

class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  #next = 0;

  show(tone: Toast['tone'], text: string, action?: Toast['action']): void {
    const id = this.#next++;
    this.list = [...this.list, { id, tone, text, action }];
    announce(text, tone === 'failed' ? 'assertive' : 'polite');
    if (tone !== 'failed') setTimeout(() => this.close(id), stay);
  }

  close(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
export const toast = (tone: Toast['tone'], text: string, action?: Toast['action']): void =>
  toasts.show(tone, text, action);
