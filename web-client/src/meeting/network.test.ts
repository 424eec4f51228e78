import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { followNetwork } from './network';

class Connection extends EventTarget {
  constructor(public type?: string) {
    super();
  }
  estimates(): void {
    this.dispatchEvent(new Event('change'));
  }
}

let told: string[];
let end: () => void;

function follow(connection?: Connection): void {
  if (connection) vi.stubGlobal('navigator', { connection });
  end = followNetwork({ changed: () => told.push('changed'), seen: () => told.push('seen') });
}

beforeEach(() => (told = []));
afterEach(() => {
  end();
  vi.unstubAllGlobals();
});

it('tells of another network, not of another estimate of its speed', () => {
  const connection = new Connection('wifi');
  follow(connection);
  connection.estimates();
  expect(told).toEqual([]);
  connection.type = 'cellular';
  connection.estimates();
  connection.estimates();
  expect(told).toEqual(['changed']);
});

it('hears nothing in the estimates of a browser that does not name the network', () => {
  const connection = new Connection();
  follow(connection);
  connection.estimates();
  expect(told).toEqual([]);
});

it('tells when there is a network again, and when the page is looked at, until it ends', () => {
  follow();
  dispatchEvent(new Event('online'));
  document.dispatchEvent(new Event('visibilitychange'));
  expect(told).toEqual(['changed', 'seen']);
  end();
  dispatchEvent(new Event('online'));
  expect(told).toHaveLength(2);
});
