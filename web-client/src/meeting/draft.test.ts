import { describe, expect, it } from 'vitest';
import { Draft, isPlainEnter } from './draft.svelte';

describe('what is being written', () => {
  it('is kept with every letter', () => {
    const kept: string[] = [];
    const draft = new Draft('He', (text) => kept.push(text));
    draft.text += 'l';
    draft.text += 'lo';
    expect(draft.text).toBe('Hello');
    expect(kept).toEqual(['Hel', 'Hello']);
  });

  it('leaves the field when it is sent, and once only', async () => {
    const sent: string[] = [];
    const draft = new Draft(' Hello ', () => undefined);
    const take = (text: string) => Promise.resolve(sent.push(text) > 0);
    await Promise.all([draft.send(take), draft.send(take)]);
    expect(sent).toEqual(['Hello']);
    expect(draft.text).toBe('');
  });

  it('comes back when it was not taken, before what was written meanwhile', async () => {
    const draft = new Draft('first', () => undefined);
    await draft.send(() => Promise.resolve(false));
    expect(draft.text).toBe('first');
    await draft.send(() => {
      draft.text = 'second';
      return Promise.resolve(false);
    });
    expect(draft.text).toBe('first\nsecond');
  });
});

describe('Enter', () => {
  const enter = (more: KeyboardEventInit = {}) =>
    isPlainEnter(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 13, ...more }));

  it('sends', () => {
    expect(enter()).toBe(true);
    expect(enter({ shiftKey: true })).toBe(false);
    expect(isPlainEnter(new KeyboardEvent('keydown', { key: 'a' }))).toBe(false);
  });

  it('does not send while it chooses a character', () => {
    expect(enter({ isComposing: true })).toBe(false);
    expect(enter({ keyCode: 229 })).toBe(false);
  });
});
