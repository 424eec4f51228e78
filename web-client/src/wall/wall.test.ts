import { describe, expect, test } from 'vitest';
import type { Wall, WallItem } from '../api';
import { EventReader } from './events';
import { inBoth, standingOf } from './standing';

const MINUTE = 60_000_000;
const START = 1_796_889_600_000_000;

const item = (id: string, place: number, state: WallItem['state']): WallItem => ({
  id,
  topic: { title: { en: id }, kind: 'speech', speaker: null },
  minutes: 10,
  given: 10,
  planned_at: START + place * 10 * MINUTE,
  state,
});

const wall = (agenda: WallItem[], more: Partial<Wall> = {}): Wall => ({
  server_time: START,
  session: 's',
  title: { en: 'Forum' },
  doors_at: START - 60 * MINUTE,
  starts_at: START,
  minutes: 60,
  zone: 'Asia/Shanghai',
  languages: ['zh-CN', 'en'],
  rehearsal: false,
  opened_at: START,
  ended: false,
  agenda,
  floor: null,
  next_speaker: null,
  signing: null,
  film: null,
  cities: [],
  ...more,
});

describe('what stands on the wall', () => {
  test('what runs, and when the rest comes as things are', () => {
    const agenda = [
      item('one', 0, { state: 'held', started_at: START, ended_at: START + 12 * MINUTE }),
      item('two', 1, { state: 'running', started_at: START + 12 * MINUTE }),
      item('three', 2, { state: 'skipped', at: START }),
      ...['four', 'five', 'six', 'seven'].map((id, at) => item(id, 3 + at, { state: 'planned' })),
    ];
    const standing = standingOf(wall(agenda), START + 15 * MINUTE);
    expect(standing.now).toMatchObject({ number: 2, until: START + 22 * MINUTE });
    const next = standing.next.map(({ item, at }) => [item.id, (at - START) / MINUTE]);
    expect(next).toEqual([
      ['four', 22],
      ['five', 32],
      ['six', 42],
    ]);
    // Two minutes late, and an item of ten was left out.
    expect(standing.drift).toBe(-8);
  });

  test('an item over its time pushes what comes, minute by minute', () => {
    const agenda = [
      item('one', 0, { state: 'running', started_at: START }),
      item('two', 1, { state: 'planned' }),
    ];
    const standing = standingOf(wall(agenda), START + 17 * MINUTE);
    expect(standing.now?.until).toBe(START + 17 * MINUTE);
    expect(standing.next[0]?.at).toBe(START + 17 * MINUTE);
    expect(standing.drift).toBe(7);
  });

  test.each([
    [-61, {}, 'before_doors'],
    [-59, {}, 'doors'],
    [5, {}, 'doors'],
    [5, { opened_at: START }, 'live'],
    [5, { opened_at: START, ended: true }, 'ended'],
  ] as const)('%i minutes after the start it is %o: %s', (minutes, more, phase) => {
    const shown = wall([], { opened_at: null, ...more });
    expect(standingOf(shown, START + minutes * MINUTE).phase).toBe(phase);
  });
});

test('a text is shown in the first two languages, and once where both say the same', () => {
  const languages = ['zh-CN', 'en', 'ja'];
  const both = inBoth({ ja: 'ハンブルク', en: 'Hamburg', 'zh-CN': '汉堡' }, languages);
  expect(both.map(({ text }) => text)).toEqual(['汉堡', 'Hamburg']);
  expect(inBoth({ en: 'Hamburg' }, languages)).toEqual([{ language: 'en', text: 'Hamburg' }]);
  expect(inBoth({}, languages)).toEqual([]);
});

test('events are read however the line cuts them', () => {
  const text = 'event: wall\ndata: {"a":1}\n\n:\n\nevent: wall\ndata: {"a":2}\n\n';
  for (let cut = 0; cut <= text.length; cut++) {
    const reader = new EventReader();
    const read = [...reader.read(text.slice(0, cut)), ...reader.read(text.slice(cut))];
    expect(read).toEqual(['{"a":1}', '', '{"a":2}']);
  }
});
