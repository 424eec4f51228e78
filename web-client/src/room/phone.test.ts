import { expect, test } from 'vitest';
import { PHONE } from './phone';

const files = import.meta.glob<string>(['./*.svelte', '../ui/Plate.svelte'], {
  query: '?raw',
  import: 'default',
  eager: true,
});
/** On its side there is room for the panel of the agenda beside the stage. */
const ASIDE = '(max-width: 58.25em) and (max-height: 31.25em)';
/** The pages before and after the meeting know one column only. */
const pages = ['./RoomPage.svelte', './Lobby.svelte', './PreJoin.svelte'];

test('styles and script agree on what a phone is', () => {
  const asked = Object.entries(files)
    .filter(([name]) => !pages.includes(name))
    .flatMap(([name, text]) =>
      [...text.matchAll(/@media (\(m[^{]*) \{/g)].map(([, condition = '']) => [
        name,
        condition.replaceAll(/\s+/g, ' '),
      ]),
    );
  const known = [PHONE, ASIDE, '(max-width: 73.75em)'];
  expect(asked.filter(([, condition = '']) => !known.includes(condition))).toEqual([]);
  expect(asked.filter(([, condition]) => condition === PHONE).length).toBeGreaterThan(8);
});
