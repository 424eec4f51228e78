import { afterEach, expect, test, vi } from 'vitest';
import { api, ApiError, type Partner } from '../api';
import { cardsOf } from './named';

const dresden = {
  id: 'p1',
  slug: 'S18',
  names: { en: 'Dresden' },
  country: 'DE',
  candidate: false,
} as unknown as Partner;

afterEach(() => void vi.restoreAllMocks());

const answers = (other: unknown) =>
  vi
    .spyOn(api, 'partner')
    .mockImplementation((id) =>
      id === dresden.id ? Promise.resolve(dresden) : Promise.reject(other),
    );

test('a partner that is gone has no name, and each is asked for once', async () => {
  const asked = answers(new ApiError(404, 'not_found', 'There is no such thing.'));
  const { id, slug, names, country, candidate } = dresden;
  expect(await cardsOf([id, 'p2', id])).toEqual({ [id]: { slug, names, country, candidate } });
  expect(asked).toHaveBeenCalledTimes(2);
});

test.each([new ApiError(500, 'internal', 'It broke.'), new TypeError('no network')])(
  'of a partner nothing is said where the answer does not come: %s',
  async (error) => {
    answers(error);
    await expect(cardsOf([dresden.id, 'p2'])).rejects.toBe(error);
  },
);
