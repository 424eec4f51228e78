import { describe, expect, it } from 'vitest';
import { ServerClock } from './clock';

describe('the clock of the server', () => {
  it('believes the quickest exchange', () => {
    let local = 1_000;
    const clock = new ServerClock(() => local);
    clock.reset(6_000_000);
    expect(clock.now()).toBe(6_000);

    local = 2_000;
    clock.pong(1_000, 6_500_000);
    expect(clock.now()).toBe(7_000);

    local = 2_020;
    clock.pong(2_000, 7_110_000);
    expect(clock.now()).toBe(7_120);

    local = 4_000;
    clock.pong(2_500, 8_900_000);
    expect(clock.now()).toBe(9_100);
  });

  it('follows a clock that was put right, at once', () => {
    let local = 1_000;
    const clock = new ServerClock(() => local);
    clock.pong(990, 6_000_000);
    expect(clock.now()).toBe(6_005);
    local = 6_000;
    clock.pong(5_900, 311_000_000);
    expect(clock.now()).toBe(311_050);
    local = 11_000;
    clock.pong(10_990, 316_020_000);
    expect(clock.now()).toBe(316_025);
  });

  it('forgets what it knew when the line is new', () => {
    const clock = new ServerClock(() => 100);
    clock.pong(100, 5_000_000);
    clock.reset(1_000_000);
    expect(clock.now()).toBe(1_000);
  });
});
