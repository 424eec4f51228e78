/** Reads RFC 4180; strict about what this service promises: a byte order mark and CRLF. */
export function readCsv(text: string): string[][] {
  if (!text.startsWith('\ufeff')) throw new Error('no byte order mark');
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 1; at < text.length; at++) {
    const letter = text[at];
    if (quoted) {
      if (letter === '"' && text[at + 1] === '"') cell += text[++at];
      else if (letter === '"') quoted = false;
      else cell += letter;
    } else if (letter === '"') quoted = true;
    else if (letter === ',') {
      row.push(cell);
      cell = '';
    } else if (letter === '\r' && text[at + 1] === '\n') {
      rows.push([...row, cell]);
      row = [];
      cell = '';
      at++;
    } else cell += letter;
  }
  if (cell || row.length > 0) throw new Error('the last line does not end');
  return rows;
}

/** The lines below the first, by the headings in it. */
export function readSheet(text: string): Record<string, string>[] {
  const [head = [], ...rows] = readCsv(text);
  return rows.map((row) => Object.fromEntries(row.map((cell, at) => [head[at] ?? '', cell])));
}

/** Seconds in `1:02:03`, which may bear a true minus sign. */
export function seconds(clock: string): number {
  const [hours = 0, minutes = 0, rest = 0] = clock.replace('\u2212', '').split(':').map(Number);
  return (clock.startsWith('\u2212') ? -1 : 1) * (hours * 3600 + minutes * 60 + rest);
}

/** Milliseconds of a wall-clock time of Shanghai, which has no daylight saving. */
export function shanghai(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}+08:00`);
}
