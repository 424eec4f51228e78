import { expect, test } from 'vitest';
import { addressOf, countOf, filtersOf, queryOf } from './filters';

const read = (query: string) => filtersOf(new URLSearchParams(query));

test('what is chosen stands in the address, and comes back from it', () => {
  const query =
    'view=list&partner=S18&owner=d1&field=health&year=2026&stalled=1&stage=talks&page=3';
  const filters = read(query);
  expect(filtersOf(new URL(addressOf(filters), 'https://office.test').searchParams)).toEqual(
    filters,
  );
  expect(queryOf(filters)).toEqual({
    partner: 'S18',
    owner: 'd1',
    field: 'health',
    year: 2026,
    stalled: true,
  });
  expect(countOf(filters)).toBe(5);
});

test('what the board has a place for, or is no choice, is left out', () => {
  expect(addressOf(read(''))).toBe('/projects');
  expect(addressOf({ ...read('view=list&stage=talks&page=2'), view: 'board' })).toBe('/projects');
  expect(read('field=magic&year=now&page=-4&stage=done&view=pie')).toEqual(read(''));
});
