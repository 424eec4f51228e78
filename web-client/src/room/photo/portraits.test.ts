import { beforeEach, expect, test } from 'vitest';
import type { PhotoView } from '../../generated/protocol';
import { Room } from '../../meeting/room.svelte';
import { person, room as snapshotOf } from '../../meeting/test-support';
import { inAll, portraitsOf } from './portraits';

const ANSWERS = [true, false, null] as const;
let known: Room;

beforeEach(() => {
  known = new Room();
  const snapshot = snapshotOf();
  snapshot.languages = ['zh-CN', 'en'];
  snapshot.delegations = [
    {
      ...{ id: 'd', city: { en: 'Dresden', 'zh-CN': '德累斯顿' }, country: 'DE', head: null },
      display: { label: {}, flag: null },
    },
  ];
  snapshot.people = ['ann', 'bob', 'eve'].map((id) => person(id, { delegation: 'd' }));
  known.enter({ person: 'ann', role: 'host', presence: 'here', sends: true }, snapshot);
});

const photo = (people: PhotoView['people']): PhotoView =>
  ({ id: 'p', scope: 'heads', by: 'ann', state: 'counting', due: 0, people }) as PhotoView;

test('nobody is pictured without their yes, nor without a picture', () => {
  for (const camera of ANSWERS)
    for (const frame of [true, false]) {
      const [one] = portraitsOf(known, photo([{ person: 'bob', camera }]), () => frame);
      expect(one?.isPictured).toBe(camera === true && frame);
    }
});

test('everybody stands once, in the order that was given', () => {
  const order = ['eve', 'ann', 'bob'];
  const people = order.map((one) => ({ person: one, camera: true }));
  const portraits = portraitsOf(known, photo(people), () => true);
  expect(portraits.map((one) => one.person)).toEqual(order);
  expect(portraits[0]?.city.map(({ text }) => text)).toEqual(['德累斯顿', 'Dresden']);
});

test('nobody is in it whom this page does not know', () => {
  const people = [{ person: 'stranger', camera: true }];
  expect(portraitsOf(known, photo(people), () => true)).toEqual([]);
});

test('a text that is the same in two languages is written once', () => {
  expect(inAll({ de: 'Ulm', en: 'Ulm' }, ['de', 'en'])).toEqual([{ language: 'de', text: 'Ulm' }]);
  expect(inAll({}, ['de'])).toEqual([]);
});
