import { expect, test } from 'vitest';
import type { Note, NoteView } from '../../generated/protocol';
import { draftOf, emptyDraft, keeping, missing, noteOf } from './notes';

const view = (note: Partial<Note>): NoteView => ({
  ...{ id: 'n', version: 2, at: 0, by: 'alice', name: {}, owner: null },
  note: { item: 'i', text: { en: 'Send the draft' }, action: null, ...note },
});

test('a note is put right from what it says', () => {
  const owners = [{ delegation: 'd' }, { person: 'p' }, null];
  const actions = owners.map((owner) => ({ owner, department: 'Port office', due: '2026-12-31' }));
  for (const action of [null, ...actions]) {
    const before = view({ action });
    expect(noteOf(draftOf(before))).toEqual(before.note);
  }
  const before = view({});
  expect(keeping(draftOf(before), before)).toEqual({
    ...{ do: 'note', act: 'correct', id: 'n', version: 2 },
    note: before.note,
  });
});

test('a note needs words, and an action somebody who sees to it', () => {
  const draft = emptyDraft('i');
  expect(missing(draft)).toBe('text');
  draft.text = { en: ' ', de: 'Angenommen ' };
  expect(missing(draft)).toBeNull();
  expect(noteOf(draft)).toEqual({ item: 'i', text: { de: 'Angenommen' }, action: null });
  draft.kind = 'action';
  expect(missing(draft)).toBe('owner');
  draft.department = 'Hafenamt';
  expect(missing(draft)).toBeNull();
  expect(noteOf(draft).action).toEqual({ owner: null, department: 'Hafenamt', due: null });
});
