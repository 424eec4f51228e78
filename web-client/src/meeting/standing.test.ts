import { describe, expect, it } from 'vitest';
import type { Role, You } from '../generated/protocol';
import { shiftOf } from './standing';

const you = (role: Role, sends: boolean): You => ({
  person: 'alice',
  role,
  presence: 'here',
  sends,
});

describe('what changes for a person', () => {
  it('is another device of theirs', () => {
    expect(shiftOf(you('delegate', true), you('delegate', false))).toBe('handed_over');
    expect(shiftOf(you('delegate', false), you('delegate', true))).toBe('given_back');
    expect(shiftOf(you('observer', true), you('observer', false))).toBeNull();
  });

  it('is their role, whatever their devices do', () => {
    expect(shiftOf(you('observer', true), you('delegate', true))).toBe('may_send');
    expect(shiftOf(you('press', false), you('delegate', true))).toBe('may_send');
    expect(shiftOf(you('host', true), you('observer', true))).toBe('may_not_send');
    expect(shiftOf(you('host', true), you('delegate', true))).toBeNull();
  });

  it('is nothing for a device that does not send before nor after', () => {
    expect(shiftOf(you('observer', false), you('delegate', false))).toBeNull();
  });
});
