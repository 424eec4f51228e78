/** The picture is so wide (px), which prints sharply as wide as a forearm. */
export const WIDTH = 3840;
const MARGIN = 180;
/** Between tiles. */
const GAP = 72;
/** Title, date and city. */
const HEAD = 670;
const FOOT = 200;
/** A tile and its caption, as parts of the width of the tile. */
const TILE = 3 / 4;
const CAPTION = 0.22;
const WIDEST = 1240;
/** Height by width of a picture that hangs well. */
const PLEASANT = 0.74;

export interface Frame {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** One place in the picture: the tile, and under it the words. */
export interface Place {
  tile: Frame;
  caption: Frame;
}

export interface Layout {
  width: number;
  height: number;
  head: Frame;
  foot: Frame;
  /** In the order of the people, row by row; all of one size. */
  places: readonly Place[];
}

/** Where `count` people stand. Rows are as even as can be, the fuller ones in front, each in the
 *  middle; they are read from the right where `rtl`. */
export function layoutOf(count: number, rtl: boolean): Layout {
  const columns = columnsFor(count);
  const rows = rowsOf(count, columns);
  const { width, step, height } = measures(columns, rows.length);
  const places = rows.flatMap((inRow, row) => {
    const whole = inRow * width + (inRow - 1) * GAP;
    const start = (WIDTH - whole) / 2;
    return Array.from({ length: inRow }, (_, at) => {
      const column = rtl ? inRow - 1 - at : at;
      const x = start + column * (width + GAP);
      const y = HEAD + row * (step + GAP);
      const height = Math.round(width * TILE);
      return {
        tile: { x, y, width, height },
        caption: { x, y: y + height, width, height: step - height },
      };
    });
  });
  return {
    width: WIDTH,
    height,
    head: { x: MARGIN, y: 0, width: WIDTH - 2 * MARGIN, height: HEAD },
    foot: { x: MARGIN, y: height - FOOT, width: WIDTH - 2 * MARGIN, height: FOOT },
    places,
  };
}

function measures(columns: number, rows: number): { width: number; step: number; height: number } {
  const room = WIDTH - 2 * MARGIN - (columns - 1) * GAP;
  const width = Math.min(WIDEST, Math.floor(room / columns));
  const step = Math.round(width * (TILE + CAPTION));
  return { width, step, height: HEAD + rows * step + (rows - 1) * GAP + FOOT };
}

/** As many as make a picture that is neither a ribbon nor a tower. */
function columnsFor(count: number): number {
  let best = 1;
  let least = Infinity;
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    // People stand beside each other first; and fewer columns may hold as many in as many rows, with
    // larger tiles.
    if (columns < rows || Math.ceil(count / rows) < columns) continue;
    const { height } = measures(columns, rows);
    const off = Math.abs(Math.log(height / WIDTH / PLEASANT));
    if (off < least) [best, least] = [columns, off];
  }
  return best;
}

function rowsOf(count: number, columns: number): number[] {
  const rows = Math.max(1, Math.ceil(count / columns));
  const even = Math.floor(count / rows);
  const fuller = count - even * rows;
  return Array.from({ length: rows }, (_, row) => (row >= rows - fuller ? even + 1 : even));
}
