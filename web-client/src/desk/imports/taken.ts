import type { Choices, ImportPreview } from '../../api/imports';

/** How many rows would be written: the server decides alike. */
export function taken({ counts }: Pick<ImportPreview, 'counts'>, choices: Choices): number {
  // Every line that is named as an exception is one of a duplicate.
  const exceptions = choices.except.length;
  const doubled = choices.duplicates ? counts.duplicate - exceptions : exceptions;
  return counts.new + counts.changed + doubled;
}

/** Whether a row that seems to repeat something is taken. */
export const takesLine = (choices: Choices, line: number): boolean =>
  choices.duplicates !== choices.except.includes(line);

/** The same with the other answer for one line. */
export function turned(choices: Choices, line: number): Choices {
  const others = choices.except.filter((one) => one !== line);
  const isThere = others.length < choices.except.length;
  return { ...choices, except: isThere ? others : [...others, line].sort((a, b) => a - b) };
}
