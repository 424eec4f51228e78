import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Notices } from './notices.svelte';

describe('what is said above the controls', () => {
  let notices: Notices;
  const texts = () => notices.list.map(({ text }) => text);

  beforeEach(() => {
    vi.useFakeTimers();
    notices = new Notices();
  });
  afterEach(() => vi.useRealTimers());

  it('passes, but for failures', () => {
    notices.show('fail', 'not sent');
    notices.show('heed', 'muted');
    notices.show('info', 'waits');
    expect(texts()).toEqual(['not sent', 'muted', 'waits']);
    vi.advanceTimersByTime(60_000);
    expect(texts()).toEqual(['not sent']);
    notices.close(notices.list[0]?.id ?? -1);
    expect(texts()).toEqual([]);
  });

  it('is the last two things, and never instead of a failure', () => {
    notices.show('fail', 'not sent');
    for (const text of ['one', 'two', 'three']) notices.show('info', text);
    expect(texts()).toEqual(['not sent', 'two', 'three']);
  });

  it('is said once, and then for its whole time', () => {
    notices.show('info', 'waits');
    vi.advanceTimersByTime(7_000);
    notices.show('info', 'waits');
    vi.advanceTimersByTime(7_000);
    expect(texts()).toEqual(['waits']);
    vi.advanceTimersByTime(1_000);
    expect(texts()).toEqual([]);
  });

  it('goes when it is no longer so', () => {
    let waits = $state(true);
    notices.show('info', 'waits', { stands: () => waits });
    notices.show('info', 'other');
    expect(texts()).toEqual(['waits', 'other']);
    waits = false;
    expect(texts()).toEqual(['other']);
  });
});
