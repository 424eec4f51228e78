/** What can be done from the keyboard in the room. */
export const ACTIONS = ['microphone', 'camera', 'talk', 'hand', 'share', 'chat', 'help'] as const;
export type Action = (typeof ACTIONS)[number];

/** A key with its modifiers: `Ctrl+D`, `Space`, `?`. The empty chord means "no shortcut". */
export type Chord = string;
export type Shortcuts = Record<Action, Chord>;

export const DEFAULTS: Readonly<Shortcuts> = {
  microphone: 'Ctrl+D',
  camera: 'Ctrl+E',
  talk: 'Space',
  hand: 'H',
  share: 'S',
  chat: 'C',
  help: '?',
};

type Keys = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'altKey' | 'metaKey' | 'shiftKey'>;

/** The chord of a key event; `null` while only modifiers are down. Letters are taken from the place
 *  of the key where the layout is not Latin, so that Ctrl+D works on a Cyrillic keyboard. */
export function chordOf(event: Keys): Chord | null {
  if (['Control', 'Alt', 'Meta', 'Shift', 'AltGraph', 'Dead', 'Process'].includes(event.key))
    return null;
  const name = keyName(event);
  const modifiers = [
    event.ctrlKey && 'Ctrl',
    event.altKey && 'Alt',
    event.metaKey && 'Meta',
    event.shiftKey && name.length > 1 && 'Shift',
  ].filter((modifier) => modifier !== false);
  return [...modifiers, name].join('+');
}

function keyName({ key, code }: Keys): string {
  if (key === ' ') return 'Space';
  if (/^[a-z0-9]$/i.test(key)) return key.toUpperCase();
  if (/^[!-~]$/.test(key)) return key;
  if (code.startsWith('Key')) return code.slice(3);
  if (code.startsWith('Digit')) return code.slice(5);
  return key;
}

/** Whether a chord may be a shortcut: a character or the space bar, alone or with modifiers. All other
 *  keys move about, act on what has the focus, or are the browser's. */
export function canBeShortcut(chord: Chord): boolean {
  const name = chord.replace(/^((Ctrl|Alt|Meta|Shift)\+)+(?=.)/, '');
  return name === 'Space' || [...name].length === 1;
}

/** What a chord does. */
export function actionOf(shortcuts: Shortcuts, chord: Chord): Action | null {
  return ACTIONS.find((action) => shortcuts[action] === chord) ?? null;
}

/** The map with `action` on `chord`; whoever had that chord before has none now. */
export function remapped(shortcuts: Shortcuts, action: Action, chord: Chord): Shortcuts {
  const next = { ...shortcuts };
  for (const other of ACTIONS) if (chord !== '' && next[other] === chord) next[other] = '';
  next[action] = chord;
  return next;
}

/** Whether a key belongs to the element that has the focus: text to a field, Space to a button.
 *  Chords with Ctrl, Alt or Meta always belong to the room. */
export function belongsToElement(chord: Chord, target: EventTarget | null): boolean {
  if (/^(Ctrl|Alt|Meta)\+/.test(chord) || !(target instanceof Element)) return false;
  if (target.closest('input, textarea, select, [contenteditable], dialog, [role="menu"]'))
    return true;
  return chord === 'Space' && target.closest('button, a, summary, [role="tab"]') !== null;
}

const KEY = 'yunqiao.shortcuts';

export function loadShortcuts(storage: Storage = localStorage): Shortcuts {
  try {
    const kept = JSON.parse(storage.getItem(KEY) ?? '{}') as Partial<Record<Action, unknown>>;
    const pick = (action: Action) => {
      const chord = kept[action];
      const isOne = typeof chord === 'string' && (chord === '' || canBeShortcut(chord));
      return [action, isOne ? chord : DEFAULTS[action]];
    };
    return Object.fromEntries(ACTIONS.map(pick)) as Shortcuts;
  } catch {
    return { ...DEFAULTS };
  }
}

export function saveShortcuts(shortcuts: Shortcuts, storage: Storage = localStorage): void {
  try {
    storage.setItem(KEY, JSON.stringify(shortcuts));
  } catch {
    // Storage that is full or forbidden: the map lasts as long as the page.
  }
}
