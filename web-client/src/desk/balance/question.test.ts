import { describe, expect, test } from 'vitest';
import {
  listAddress,
  onTheOtherDay,
  queryOf,
  readQuestion,
  searchOf,
  tableQuery,
  yearBefore,
} from './question';

const today = '2026-11-27';
const read = (search: string) => readQuestion(new URLSearchParams(search), today);

describe('what an address asks', () => {
  test('is about today, the city and two years when it says nothing', () => {
    expect(queryOf(read(''))).toEqual({ as_of: today });
  });

  test('comes back as it was written', () => {
    const asked =
      'as_of=2020-10-26&owner=any&kind=sister&months=12&from=2018-01-01&to=2019-12-31&believed_on=2021-01-01&compared=2015-01-01';
    expect(searchOf(read(asked))).toBe(asked);
  });

  test('is as usual where it makes no sense', () => {
    const asked = read('as_of=2020&kind=twin&months=0&from=2019-01-01&believed_on=never');
    expect(asked).toMatchObject({ asOf: today, kind: undefined, months: 24, from: undefined });
    expect(asked.believed).toBeUndefined();
    expect(read('from=2019-01-02&to=2019-01-01').to).toBeUndefined();
    expect(read('months=1201').months).toBe(24);
  });
});

test('the other day asks the same, and is compared with none', () => {
  const other = onTheOtherDay(read('compared=2015-01-01&owner=any'));
  expect(other && queryOf(other)).toEqual({ as_of: '2015-01-01', owner: 'any' });
  expect(other?.compared).toBeUndefined();
  expect(onTheOtherDay(read(''))).toBeUndefined();
});

test('the list of a number asks what the number was asked with', () => {
  const asked = read('as_of=2020-10-26&kind=sister&compared=2015-01-01');
  expect(listAddress(asked, 'bri.relations', 'whole')).toBe(
    '/balance/list?figure=bri.relations&side=whole&as_of=2020-10-26&kind=sister',
  );
});

test('a table is downloaded for the same question, of one day', () => {
  const asked = read('as_of=2020-10-26&owner=any&compared=2015-01-01');
  expect(String(tableQuery(asked, { first: 2011, last: 2020 }))).toBe(
    'first=2011&last=2020&as_of=2020-10-26&owner=any',
  );
});

test('a year before a leap day is the day before it', () => {
  expect(yearBefore('2020-02-29')).toBe('2019-02-28');
  expect(yearBefore('2020-10-26')).toBe('2019-10-26');
});
