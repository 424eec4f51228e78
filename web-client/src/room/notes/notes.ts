import type { ActionOwner, Command, Note, NoteView, Snapshot } from '../../generated/protocol';

/** A note as it is typed. Whoever owns an action is written as one word for the list to choose from. */
export interface NoteDraft {
  kind: 'decision' | 'action';
  item: string;
  text: Record<string, string>;
  /** `delegation:ID`, `person:ID`, or empty. */
  owner: string;
  department: string;
  /** `2026-12-31`, or empty. */
  due: string;
}

export const emptyDraft = (item: string): NoteDraft => ({
  kind: 'decision',
  item,
  text: {},
  owner: '',
  department: '',
  due: '',
});

export function draftOf({ note }: NoteView): NoteDraft {
  const { item, action } = note;
  const text: NoteDraft['text'] = {};
  for (const [tag, words] of Object.entries(note.text)) text[tag] = words ?? '';
  return {
    kind: action ? 'action' : 'decision',
    item,
    text,
    owner: action?.owner ? ownerWord(action.owner) : '',
    department: action?.department ?? '',
    due: action?.due ?? '',
  };
}

export const ownerWord = (owner: ActionOwner): string =>
  'delegation' in owner ? `delegation:${owner.delegation}` : `person:${owner.person}`;

function ownerOf(word: string): ActionOwner | null {
  const [kind, id = ''] = word.split(':');
  if (kind === 'delegation') return { delegation: id };
  return kind === 'person' ? { person: id } : null;
}

/** What is missing before it can be kept. */
export function missing(draft: NoteDraft): 'text' | 'owner' | null {
  if (Object.values(draft.text).every((words) => words.trim() === '')) return 'text';
  const isOwned = draft.owner !== '' || draft.department.trim() !== '';
  return draft.kind === 'action' && !isOwned ? 'owner' : null;
}

/** Without the texts that say nothing. */
export function noteOf(draft: NoteDraft): Note {
  const texts = Object.entries(draft.text).map(([tag, words]) => [tag, words.trim()] as const);
  const { item, owner, department, due } = draft;
  return {
    item,
    text: Object.fromEntries(texts.filter(([, words]) => words !== '')),
    action:
      draft.kind === 'action'
        ? { owner: ownerOf(owner), department: department.trim(), due: due || null }
        : null,
  };
}

/** What is asked for to keep it: a new note, or the one that is put right. */
export const keeping = (draft: NoteDraft, before: NoteView | null): Command =>
  before
    ? { do: 'note', act: 'correct', id: before.id, version: before.version, note: noteOf(draft) }
    : { do: 'note', act: 'write', note: noteOf(draft) };

export const notesOf = (room: Snapshot | null, item: string): NoteView[] =>
  room?.notes.filter(({ note }) => note.item === item) ?? [];
