import type { Layout, Place } from './layout';
import { layoutOf } from './layout';
import type { Portrait } from './portraits';
import type { Spoken } from '../../i18n/localized';
import { fitted, fontOf, wayOf } from './lettering';

/** What stands above everybody. */
export interface Heading {
  /** Of the session, in its languages. */
  title: readonly Spoken[];
  /** City and day, in its languages. */
  occasion: readonly Spoken[];
}

/** One picture of each person, as it was at the moment. */
export type Frames = ReadonlyMap<string, ImageBitmap>;

/** Mist paper, ink and celadon, as on the desk; a print has no dark theme. */
const PAPER = '#f2f6f5';
const SHEET = '#fcfdfd';
const LINE = '#d2dbd9';
const INK = '#17262d';
const INK_2 = '#415057';
const JADE = '#1a5f4e';
const RADIUS = 0.024;
/** Kept as a JPEG of this quality: letters stay clean. */
const QUALITY = 0.95;

/** Draws the picture, and says where everybody stands. */
export function draw(
  canvas: HTMLCanvasElement,
  heading: Heading,
  portraits: readonly Portrait[],
  frames: Frames,
): Layout {
  const layout = layoutOf(portraits.length, wayOf(heading.title[0]?.language ?? '') === 'rtl');
  canvas.width = layout.width;
  canvas.height = layout.height;
  const pen = canvas.getContext('2d', { alpha: false });
  if (!pen) throw new Error('this browser draws no pictures');
  pen.fillStyle = PAPER;
  pen.fillRect(0, 0, layout.width, layout.height);
  pen.imageSmoothingQuality = 'high';
  drawHead(pen, layout, heading);
  for (const [at, portrait] of portraits.entries()) {
    const place = layout.places[at];
    if (place) drawPortrait(pen, place, portrait, frames.get(portrait.person));
  }
  drawWater(pen, layout);
  return layout;
}

export function encode(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    const done = (blob: Blob | null) =>
      blob ? resolve(blob) : reject(new Error('the picture could not be encoded'));
    canvas.toBlob(done, 'image/jpeg', QUALITY);
  });
}

/** The bridge, the title under it, and where and when. */
function drawHead(pen: CanvasRenderingContext2D, { width, head }: Layout, heading: Heading): void {
  const middle = width / 2;
  drawArch(pen, middle, 196, 84);
  const [main, ...others] = heading.title;
  if (main) line(pen, [main], { x: middle, y: 376, width: head.width, size: 116, serif: true });
  const second = others.slice(0, 1);
  if (second.length > 0)
    line(pen, second, { x: middle, y: 478, width: head.width, size: 64, serif: true, soft: true });
  const y = second.length > 0 ? 572 : 490;
  line(pen, heading.occasion, { x: middle, y, width: head.width, size: 46, soft: true });
}

/** The sign of the service: an arch on its waterline. */
function drawArch(pen: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  pen.save();
  pen.lineCap = 'round';
  pen.strokeStyle = JADE;
  for (const [size, weight] of [
    [radius, radius / 5],
    [radius / 2, radius / 9],
  ] as const) {
    pen.lineWidth = weight;
    pen.beginPath();
    pen.arc(x, y, size, Math.PI, 0);
    pen.stroke();
  }
  pen.strokeStyle = INK;
  pen.lineWidth = radius / 9;
  stroke(pen, x, y + radius * 0.24, radius * 2.4);
  pen.restore();
}

/** Three lines of water, as under the arch. */
function drawWater(pen: CanvasRenderingContext2D, { width, foot }: Layout): void {
  pen.save();
  pen.lineCap = 'round';
  pen.lineWidth = 5;
  pen.strokeStyle = JADE;
  for (const [row, [long, deep]] of [
    [360, 0.5],
    [210, 0.35],
    [80, 0.22],
  ].entries()) {
    pen.globalAlpha = deep ?? 1;
    stroke(pen, width / 2, foot.y + 92 + row * 24, long ?? 0);
  }
  pen.restore();
}

function stroke(pen: CanvasRenderingContext2D, x: number, y: number, length: number): void {
  pen.beginPath();
  pen.moveTo(x - length / 2, y);
  pen.lineTo(x + length / 2, y);
  pen.stroke();
}

function drawPortrait(
  pen: CanvasRenderingContext2D,
  place: Place,
  portrait: Portrait,
  frame: ImageBitmap | undefined,
): void {
  const { tile, caption } = place;
  pen.save();
  pen.beginPath();
  pen.roundRect(tile.x, tile.y, tile.width, tile.height, tile.width * RADIUS);
  pen.clip();
  if (portrait.isPictured && frame) drawFace(pen, place, frame);
  else drawPlate(pen, place, portrait);
  pen.restore();
  const { x, width, y, height } = caption;
  const middle = x + width / 2;
  const size = Math.min(64, width * 0.075);
  const base = y + Math.min(height * 0.46, size * 1.5);
  line(pen, portrait.city, { x: middle, y: base, width, size, serif: true });
  line(pen, portrait.name, {
    ...{ x: middle, y: base + size * 1.25, width },
    ...{ size: size * 0.7, soft: true },
  });
}

/** The middle of the picture, as much of it as fills the tile. */
function drawFace(pen: CanvasRenderingContext2D, { tile }: Place, frame: ImageBitmap): void {
  const scale = Math.max(tile.width / frame.width, tile.height / frame.height);
  const [width, height] = [tile.width / scale, tile.height / scale];
  const [x, y] = [(frame.width - width) / 2, (frame.height - height) / 2];
  pen.drawImage(frame, x, y, width, height, tile.x, tile.y, tile.width, tile.height);
}

/** A card with the city on it, like the one on the table. */
function drawPlate(pen: CanvasRenderingContext2D, { tile }: Place, portrait: Portrait): void {
  pen.fillStyle = SHEET;
  pen.fillRect(tile.x, tile.y, tile.width, tile.height);
  const middle = tile.x + tile.width / 2;
  drawArch(pen, middle, tile.y + tile.height * 0.3, tile.width * 0.055);
  const size = tile.width * 0.1;
  const lines = portrait.city.slice(0, 2);
  for (const [row, city] of lines.entries())
    line(pen, [city], {
      ...{ x: middle, y: tile.y + tile.height * 0.56 + row * size * 1.2, width: tile.width * 0.84 },
      ...{ size: row === 0 ? size : size * 0.66, serif: true, soft: row > 0 },
    });
  pen.strokeStyle = LINE;
  pen.lineWidth = 6;
  pen.beginPath();
  pen.roundRect(tile.x, tile.y, tile.width, tile.height, tile.width * RADIUS);
  pen.stroke();
}

interface Line {
  /** The middle. */
  x: number;
  /** The base line. */
  y: number;
  /** The widest it may be. */
  width: number;
  size: number;
  serif?: boolean;
  soft?: boolean;
}

/** One line of texts beside each other, each in its own script, smaller where it does not fit. */
function line(pen: CanvasRenderingContext2D, texts: readonly Spoken[], at: Line): void {
  pen.fillStyle = at.soft ? INK_2 : INK;
  pen.textBaseline = 'alphabetic';
  const gap = at.size * 0.5;
  const measured = fitted(texts, at.width, at.size, gap, (one, size) => {
    pen.font = fontOf(one.language, size, at.serif === true);
    return pen.measureText(one.text).width;
  });
  let x = at.x - measured.width / 2;
  pen.textAlign = 'left';
  for (const [index, one] of texts.entries()) {
    pen.font = fontOf(one.language, measured.size, at.serif === true);
    pen.direction = wayOf(one.language);
    pen.fillText(one.text, x, at.y, at.width);
    x += (measured.widths[index] ?? 0) + gap * (measured.size / at.size);
  }
}
