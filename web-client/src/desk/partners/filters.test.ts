import { expect, test } from 'vitest';
import { addressOf, isNarrowed, none, queryOf, read, type Filters } from './filters';

const some: Filters = {
  q: '岐阜',
  kind: 'sister',
  standing: 'candidate',
  continent: 'asia',
  bri: 'no',
  owner: 'city',
  sort: 'quiet',
  page: 3,
};

test('what the list is narrowed to survives in its address', () => {
  expect(read(new URL(addressOf(some), 'http://here').searchParams)).toEqual(some);
  expect(addressOf(none)).toBe('/partners');
});

test('an address that asks for nonsense is read as the whole list', () => {
  const odd = new URLSearchParams('kind=twin&continent=moon&bri=maybe&sort=luck&page=-2');
  expect(read(odd)).toEqual(none);
});

test('the server is asked for what was chosen, and only that', () => {
  expect(queryOf({ ...none, bri: 'no', owner: 'city' })).toMatchObject({
    bri: false,
    owner: 'city',
    kind: undefined,
    continent: undefined,
  });
});

test('another order is not a narrower list', () => {
  expect(isNarrowed({ ...none, sort: 'quiet', page: 2 })).toBe(false);
  expect(isNarrowed({ ...none, q: 'x' })).toBe(true);
});
