import type { Spoken } from '../../i18n/localized';

/** Smaller than that nothing is written (part of the size that was asked for). */
const SMALLEST = 0.45;

export interface Fitted {
  size: number;
  /** Of each text, and of all with the gaps between them. */
  widths: number[];
  width: number;
}

/** The size at which texts fit beside each other into `room`, and how wide they are then. */
export function fitted(
  texts: readonly Spoken[],
  room: number,
  size: number,
  gap: number,
  widthOf: (text: Spoken, size: number) => number,
): Fitted {
  const gaps = gap * Math.max(0, texts.length - 1);
  const wished = texts.map((text) => widthOf(text, size));
  const whole = wished.reduce((sum, width) => sum + width, gaps);
  const scale = Math.max(SMALLEST, Math.min(1, room / Math.max(1, whole)));
  const widths = texts.map((text) => widthOf(text, size * scale));
  return {
    size: size * scale,
    widths,
    width: widths.reduce((sum, width) => sum + width, gaps * scale),
  };
}

export const wayOf = (language: string): 'ltr' | 'rtl' =>
  /^(ar|fa|he|ur)\b/.test(language) ? 'rtl' : 'ltr';

/** The font of a script as the pages use it, in the notation of a canvas. */
export function fontOf(language: string, size: number, serif: boolean): string {
  const family = familyOf(language, serif);
  const isTitle = serif && /^(zh|ja|ko|ar|fa)\b/.test(language);
  return `${isTitle ? 600 : 400} ${size.toFixed(1)}px ${family}`;
}

const families = new Map<string, string>();

function familyOf(language: string, serif: boolean): string {
  const key = `${language} ${serif}`;
  const known = families.get(key);
  if (known !== undefined) return known;
  // What a language is written in stands in the tokens.
  const probe = document.createElement('span');
  probe.lang = language;
  probe.style.fontFamily = serif ? 'var(--serif)' : 'var(--sans)';
  document.body.append(probe);
  const family = getComputedStyle(probe).fontFamily || (serif ? 'serif' : 'sans-serif');
  probe.remove();
  families.set(key, family);
  return family;
}
