import { expect, test } from 'vitest';
import { ApiError } from '../../api';
import type { Localized } from '../../i18n/localized';
import { NoteDraft } from './note.svelte';

const conflict = (current: Localized) => new ApiError(409, 'conflict', '', { current });

test('a change is one of what stood when the typing began, not of what the page learned since', () => {
  let standing: Localized = { en: 'Two flags.', de: 'Zwei Flaggen.' };
  const draft = new NoteDraft(() => standing);
  draft.type('en', 'Three flags.');
  standing = { en: 'No flags.' };
  expect(draft.before).toEqual({ en: 'Two flags.', de: 'Zwei Flaggen.' });
  expect(draft.whole).toEqual({ en: 'Three flags.', de: 'Zwei Flaggen.' });
  expect(draft.theirs('en')).toBeUndefined();
});

test('after a refusal the other text stands beside the typed one, and saving again replaces it', () => {
  const draft = new NoteDraft(() => ({ en: 'Two flags.', de: 'Zwei Flaggen.' }));
  draft.type('en', 'Three flags.');
  draft.type('fr', 'Trois drapeaux.');
  expect(draft.refused(conflict({ en: 'No flags.' }))).toBe(true);
  expect(draft.theirs('en')).toBe('No flags.');
  expect(draft.theirs('fr')).toBeUndefined();
  expect(draft.before).toEqual({ en: 'No flags.' });
  expect(draft.whole).toEqual({ en: 'Three flags.', fr: 'Trois drapeaux.' });
  draft.refused(conflict({}));
  expect(draft.theirs('en')).toBe('');
});

test('what reads again as it stands is no change', () => {
  let standing: Localized = { en: 'Two flags.' };
  const draft = new NoteDraft(() => standing);
  draft.type('en', 'Two');
  expect(draft.isDirty).toBe(true);
  draft.type('en', 'Two flags.');
  expect(draft.isDirty).toBe(false);
  standing = { en: 'No flags.' };
  expect(draft.text('en')).toBe('No flags.');
  draft.type('en', 'Three flags.');
  draft.refused(conflict({ en: 'Three flags.' }));
  expect(draft.isDirty).toBe(false);
});

test('any other refusal changes nothing', () => {
  const draft = new NoteDraft(() => ({}));
  draft.type('en', 'Two flags.');
  expect(draft.refused(new ApiError(400, 'bad_input', ''))).toBe(false);
  expect(draft.whole).toEqual({ en: 'Two flags.' });
});
