import { afterEach, expect, test, vi } from 'vitest';
import { api, ApiError, type Minutes } from '../../api';
import { MinutesDesk } from './minutes.svelte';

const section = (text: string) => ({ part: 'present' as const, closed: false, heading: 'P', text });

const minutes = (number: number, text: string): Minutes =>
  ({
    ...{ session: 's', title: {}, zone: 'UTC', languages: ['en', 'de'], ended: true, edition: 1 },
    editions: [{ number: 1, approved_at: null, approved_by: null }],
    revisions: Array.from({ length: number }, (_, at) => ({ number: at + 1 })),
    text: { en: [section(text)], de: [section('Anna')] },
    differs: [],
  }) as unknown as Minutes;

afterEach(() => void vi.restoreAllMocks());

test('each language that was typed in is saved, and names the revision before', async () => {
  const desk = new MinutesDesk(minutes(1, 'Bob'));
  desk.type(0, { text: 'Bob, Carol' });
  desk.language = 'de';
  desk.type(0, { text: 'Anna, Karl' });
  let saved = 1;
  const change = vi
    .spyOn(api, 'changeMinutes')
    .mockImplementation(() => Promise.resolve(minutes(++saved, 'Bob, Carol')));
  expect(await desk.save()).toEqual({ kind: 'done' });
  expect(change.mock.calls.map(([, { revision, act }]) => [revision, act])).toEqual([
    [1, { do: 'write', language: 'en', sections: [section('Bob, Carol')] }],
    [2, { do: 'write', language: 'de', sections: [section('Anna, Karl')] }],
  ]);
  expect(desk.unsaved).toEqual([]);
});

test('what somebody else saved is not overwritten unasked', async () => {
  const desk = new MinutesDesk(minutes(1, 'Bob'));
  desk.type(0, { text: 'mine' });
  const theirs = minutes(2, 'theirs');
  const change = vi
    .spyOn(api, 'changeMinutes')
    .mockRejectedValueOnce(new ApiError(409, 'conflict', '', { current: theirs }))
    .mockResolvedValueOnce(minutes(3, 'mine'));
  expect(await desk.save()).toEqual({ kind: 'stale' });
  expect(desk.theirs).toBe(theirs);
  expect(desk.sections[0]?.text).toBe('mine');
  expect(await desk.keepMine()).toEqual({ kind: 'done' });
  expect(change.mock.calls[1]?.[1].revision).toBe(2);

  desk.type(0, { text: 'again' });
  change.mockRejectedValueOnce(new ApiError(409, 'conflict', '', { current: theirs }));
  await desk.save();
  desk.takeTheirs();
  expect(desk.sections[0]?.text).toBe('theirs');
});
