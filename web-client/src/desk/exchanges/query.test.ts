import { describe, expect, test } from 'vitest';
import { matching } from '../matching';
import { asking, countOf, further, listAddress, readQuery } from './query';

const read = (search: string) => readQuery(new URLSearchParams(search));

describe('the address of the list', () => {
  test('says everything that is asked, and is read back', () => {
    const wanted = {
      partner: 'S18',
      kind: 'visit_received',
      field: 'trade',
      year: 2019,
      country: 'DE',
      continent: 'europe',
      direction: 'received',
      mode: 'onsite',
      depth: 'substantive',
      department: 'd',
      from: '2019-01-01',
      to: '2019-06-30',
      sort: 'rank',
      page: 3,
    } as const;
    const address = listAddress(wanted);
    expect(readQuery(new URL(address, 'http://desk').searchParams)).toEqual(wanted);
  });

  test('is short where nothing is asked', () => {
    expect(listAddress({})).toBe('/exchanges');
    expect(listAddress({ sort: 'newest', page: 1 })).toBe('/exchanges');
  });

  test('leaves out what it says wrongly', () => {
    expect(
      read('kind=party&year=-1&from=2019-13-01&to=2019&page=0&country=germany&mode=onsite'),
    ).toEqual({ mode: 'onsite', sort: 'newest', page: 1 });
  });

  test('begins at the first page when something else is asked', () => {
    expect(listAddress(asking({ kind: 'aid', page: 4 }, { year: 2020 }))).toBe(
      '/exchanges?kind=aid&year=2020',
    );
    expect(listAddress(asking({ kind: 'aid' }, { kind: undefined }))).toBe('/exchanges');
  });
});

test('the order and the page leave nothing out', () => {
  const wanted = read('sort=rank&page=2&kind=aid&mode=online');
  expect(countOf(wanted)).toBe(2);
  expect(countOf(wanted, further)).toBe(1);
});

test('letters find what has them, with or without accents, what begins with them first', () => {
  const options = ['Kultur', 'Universität', 'Agentur', 'Turnen'].map((label) => ({
    value: label,
    label,
  }));
  expect(matching(options, 'TUR').map(({ label }) => label)).toEqual([
    'Turnen',
    'Kultur',
    'Agentur',
  ]);
  expect(matching(options, 'sitat').map(({ label }) => label)).toEqual(['Universität']);
  expect(matching(options, '')).toHaveLength(4);
});
