import { describe, expect, test } from 'vitest';
import decodeQR from 'qr/decode.js';
import encodeQR from 'qr';
import { find, guestOf, squareText } from './find';
import { standings, type Guest, type Kind, type Mark } from './marks';
import { square } from './square';

const mark = (device: string, sequence: number, at: number, kind: Kind): Mark => ({
  device,
  sequence,
  at,
  person: 'bob',
  ...kind,
});
const arrived: Kind = { mark: 'arrived' };
const left: Kind = { mark: 'left' };
const of = (...marks: Mark[]) => standings(marks).get('bob');

describe('what follows from marks', () => {
  test('two devices that mark one arrival mark one, at the earlier time', () => {
    const found = of(mark('a', 1, 20, arrived), mark('b', 1, 12, arrived));
    expect(found?.stays).toEqual([{ from: 12, to: null }]);
    expect(found?.last).toEqual([
      { device: 'b', sequence: 1 },
      { device: 'a', sequence: 1 },
    ]);
  });

  test('who goes and comes back has two stays', () => {
    const found = of(
      mark('a', 1, 0, arrived),
      mark('b', 1, 10, left),
      mark('a', 2, 20, arrived),
      mark('a', 2, 20, arrived),
    );
    expect(found?.stays).toEqual([
      { from: 0, to: 10 },
      { from: 20, to: null },
    ]);
    expect(found?.inside).toBe(true);
  });

  test('a mark that was taken back never was, whichever came first', () => {
    const wrong = mark('a', 1, 5, arrived);
    const back = mark('b', 1, 6, { mark: 'undone', undoes: { device: 'a', sequence: 1 } });
    expect(of(wrong, back)).toBeUndefined();
    expect(of(back, wrong)).toBeUndefined();
    expect(of(wrong, { ...back, person: 'carol' })?.inside).toBe(true);
  });

  test('a departure that was taken back leaves the arrival', () => {
    const back = mark('a', 3, 9, { mark: 'undone', undoes: { device: 'a', sequence: 2 } });
    const found = of(mark('a', 1, 0, arrived), mark('a', 2, 8, left), back);
    expect(found?.stays).toEqual([{ from: 0, to: null }]);
  });
});

const guest = (person: string, name: Record<string, string>, city: string): Guest => ({
  person,
  name,
  title: {},
  city: { en: city },
  flag: null,
  code: `0000000${person.slice(0, 3).toUpperCase()}`,
  expected: true,
});
const guests = [
  guest('bob', { en: 'Bob Müller' }, 'Aachen'),
  guest('wang', { 'zh-CN': '王芳', en: 'Wang Fang' }, 'Hangzhou'),
];

describe('the list', () => {
  test('finds people in any script, without marks and case', () => {
    const found = (wanted: string) => find(guests, wanted).map((one) => one.person);
    expect(found('muller')).toEqual(['bob']);
    expect(found('王')).toEqual(['wang']);
    expect(found('hang fang')).toEqual(['wang']);
    expect(found('0000000bob')).toEqual(['bob']);
    expect(found('nobody')).toEqual([]);
  });

  test('knows the person whose square is read, and nobody else', () => {
    expect(guestOf(guests, squareText('0000000WAN'))?.person).toBe('wang');
    expect(guestOf(guests, '0000000WAN')).toBeUndefined();
    expect(guestOf(guests, 'https://example.org')).toBeUndefined();
  });
});

test('a square that is shown is read', () => {
  const text = squareText('7H2K5M7N9P');
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: 4, scale: 4 });
  const data = rows.flatMap((row) =>
    row.flatMap((dark) => (dark ? [0, 0, 0, 255] : [255, 255, 255, 255])),
  );
  const picture = { width: rows.length, height: rows.length, data: Uint8ClampedArray.from(data) };
  expect(decodeQR(picture)).toBe(text);
  expect(square('7H2K5M7N9P').side).toBe(rows.length / 4);
});
