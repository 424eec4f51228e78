import { expect, test } from 'vitest';
import { Choice } from './choice.svelte';

const letter = (session: string, person: string) => ({ session, person });
const letters = [letter('a', 'x'), letter('a', 'y'), letter('b', 'x')];

test('all letters are chosen until some are taken out', () => {
  const choice = new Choice();
  expect(choice.of(letters)).toEqual(letters);
  choice.set([letter('a', 'x')], false);
  expect(choice.of(letters)).toEqual([letter('a', 'y'), letter('b', 'x')]);
  choice.set(letters, false);
  expect(choice.of(letters)).toEqual([]);
  choice.set([letter('b', 'x')], true);
  expect(choice.of(letters)).toEqual([letter('b', 'x')]);
});

test('what is new on the board is chosen', () => {
  const choice = new Choice();
  choice.set(letters, false);
  expect(choice.has(letter('c', 'x'))).toBe(true);
});
