import { describe, expect, it } from 'vitest';
import { ownState, type OwnFacts } from './own';

const state = (more: Partial<OwnFacts> = {}) =>
  ownState({
    status: 'live',
    enabled: true,
    mutedOutside: false,
    server: 'on',
    refused: false,
    ...more,
  });

describe("one's own microphone", () => {
  it('is on when track and server agree', () => {
    expect(state()).toBe('on');
    expect(state({ server: 'off' })).toBe('opening');
    expect(state({ server: null })).toBe('opening');
    expect(state({ enabled: false })).toBe('off');
    expect(state({ status: 'off' })).toBe('off');
  });

  it('is silent when the device holds it back, whatever the server still says', () => {
    expect(state({ mutedOutside: true })).toBe('silent');
    expect(state({ mutedOutside: true, server: null })).toBe('silent');
    expect(state({ mutedOutside: true, enabled: false })).toBe('off');
    expect(state({ server: 'silent' })).toBe('silent');
  });

  it('says what stands in its way', () => {
    expect(state({ status: 'asking' })).toBe('opening');
    expect(state({ status: 'failed' })).toBe('failed');
    expect(state({ refused: true })).toBe('refused');
  });
});
