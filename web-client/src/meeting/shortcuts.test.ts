import { describe, expect, it } from 'vitest';
import {
  actionOf,
  belongsToElement,
  canBeShortcut,
  chordOf,
  DEFAULTS,
  loadShortcuts,
  remapped,
  saveShortcuts,
} from './shortcuts';

const keys = (key: string, more: Partial<KeyboardEventInit> = {}) =>
  new KeyboardEvent('keydown', { key, ...more });

describe('shortcuts', () => {
  it('are found by key and modifiers', () => {
    expect(chordOf(keys('d', { ctrlKey: true }))).toBe('Ctrl+D');
    expect(chordOf(keys(' '))).toBe('Space');
    expect(chordOf(keys('?', { shiftKey: true }))).toBe('?');
    expect(chordOf(keys('Control', { ctrlKey: true }))).toBeNull();
    expect(actionOf(DEFAULTS, 'Ctrl+E')).toBe('camera');
    expect(actionOf(DEFAULTS, 'Q')).toBeNull();
  });

  it('work on a keyboard that is not Latin', () => {
    expect(chordOf(keys('в', { code: 'KeyD', ctrlKey: true }))).toBe('Ctrl+D');
    expect(chordOf(keys('ا', { code: 'KeyH' }))).toBe('H');
  });

  it('are characters and the space bar, never a key that moves or acts', () => {
    for (const chord of ['M', 'Space', '?', 'é', '+', 'Ctrl+D', 'Ctrl++', 'Ctrl+Alt+Space'])
      expect(canBeShortcut(chord), chord).toBe(true);
    for (const chord of ['Tab', 'Shift+Tab', 'Enter', 'Escape', 'ArrowLeft', 'Ctrl+Home', 'F5', ''])
      expect(canBeShortcut(chord), chord).toBe(false);
  });

  it('belong to one action only', () => {
    const next = remapped(DEFAULTS, 'camera', 'H');
    expect(next.camera).toBe('H');
    expect(next.hand).toBe('');
    expect(remapped(next, 'hand', '').camera).toBe('H');
  });

  it('leave text to fields, and Space to buttons', () => {
    const field = document.createElement('textarea');
    const button = document.createElement('button');
    expect(belongsToElement('H', field)).toBe(true);
    expect(belongsToElement('Ctrl+D', field)).toBe(false);
    expect(belongsToElement('Space', button)).toBe(true);
    expect(belongsToElement('H', button)).toBe(false);
  });

  it('are kept, and survive rubbish', () => {
    saveShortcuts(remapped(DEFAULTS, 'hand', 'R'));
    expect(loadShortcuts().hand).toBe('R');
    localStorage.setItem('yunqiao.shortcuts', '{"hand": 7');
    expect(loadShortcuts()).toEqual(DEFAULTS);
    localStorage.setItem('yunqiao.shortcuts', '{"hand": "Tab", "chat": "", "talk": "T"}');
    expect(loadShortcuts()).toEqual({ ...DEFAULTS, chat: '', talk: 'T' });
  });
});
