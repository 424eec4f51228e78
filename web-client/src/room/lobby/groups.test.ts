import { expect, test } from 'vitest';
import type { DelegationView, PersonView } from '../../generated/protocol';
import { byDelegation } from './groups';

const delegation = (id: string): DelegationView => ({
  id,
  city: { en: id },
  country: null,
  head: null,
  display: { label: {}, flag: null },
});

const person = (id: string, of: string): PersonView => ({
  id,
  delegation: of,
  role: 'delegate',
  rank: 'mayor',
  name: { en: id },
  title: {},
  language: 'en',
  presence: 'waiting',
  microphone: 'off',
  camera: 'off',
});

test('people wait by delegation, in order of arrival', () => {
  const lobby = [person('bob', 'aachen'), person('carol', 'nara'), person('olga', 'aachen')];
  const groups = byDelegation(lobby, [delegation('nara'), delegation('aachen')]);
  const seen = groups.map((group) => [group.delegation.id, ...group.people.map(({ id }) => id)]);
  expect(seen).toEqual([
    ['aachen', 'bob', 'olga'],
    ['nara', 'carol'],
  ]);
});
