import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { atRest } from './rest';

describe('what would interrupt somebody who writes', () => {
  let field: HTMLTextAreaElement;
  let act: ReturnType<typeof vi.fn<() => void>>;

  beforeEach(() => {
    vi.useFakeTimers();
    document.body.innerHTML = '<textarea></textarea><button></button>';
    field = document.querySelector('textarea') ?? document.createElement('textarea');
    field.focus();
    act = vi.fn();
  });
  afterEach(() => vi.useRealTimers());

  it('happens at once when nobody does', () => {
    atRest(act);
    expect(act).toHaveBeenCalledOnce();
  });

  it('waits for a pause', () => {
    field.value = 'Dear col';
    atRest(act);
    vi.advanceTimersByTime(2_000);
    field.dispatchEvent(new Event('input', { bubbles: true }));
    vi.advanceTimersByTime(2_000);
    expect(act).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    expect(act).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(60_000);
    expect(act).toHaveBeenCalledOnce();
  });

  it('or until the field is left', () => {
    field.value = 'Dear col';
    atRest(act);
    document.querySelector('button')?.focus();
    expect(act).toHaveBeenCalledOnce();
  });

  it('can be called off', () => {
    field.value = 'Dear col';
    atRest(act)();
    vi.advanceTimersByTime(60_000);
    document.querySelector('button')?.focus();
    expect(act).not.toHaveBeenCalled();
  });
});
