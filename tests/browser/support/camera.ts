import { closeSync, openSync, writeSync } from 'node:fs';
import type { Locator } from '@playwright/test';

// What the camera of a browser sees: YUV4MPEG2, which Chromium plays in a circle.

/** How large a camera's picture is, and how often a second it is taken. */
export interface Format {
  width: number;
  height: number;
  fps: number;
}

/** What the cameras of people take. */
export const LARGE: Format = { width: 1280, height: 720, fps: 30 };
/** The same for a machine that encodes and decodes for everybody at once: a twelfth of the work. */
export const PLAIN: Format = { width: 640, height: 360, fps: 10 };

/** A picture without colours, a byte a pixel. */
export interface Still {
  width: number;
  height: number;
  luma: Buffer;
}

/** Ten frames in one colour, with a bar that moves so that there is something to encode; or with a
 *  grain that is a different one in every frame. */
export function writeColour(
  path: string,
  [red, green, blue]: readonly [number, number, number],
  format: Format,
  isBusy: boolean,
): void {
  const { width, height } = format;
  const y = Math.round(0.257 * red + 0.504 * green + 0.098 * blue + 16);
  const u = Math.round(-0.148 * red - 0.291 * green + 0.439 * blue + 128);
  const v = Math.round(0.439 * red - 0.368 * green - 0.071 * blue + 128);
  const frame = (number: number): Buffer => {
    const luma = Buffer.alloc(width * height, y);
    // The bar stays in the top eighth: tests look at the middle.
    for (let row = 0; row < height / 8; row++) {
      const at = row * width + (number * width * 3) / 32;
      luma.fill(235, at, at + (width * 3) / 64);
    }
    for (let at = 0; isBusy && at < luma.length / 8; at++)
      luma[at] = 16 + ((at * at * (number + 7)) % 219);
    return luma;
  };
  const frames = Array.from({ length: 10 }, (_, number) => frame(number));
  write(path, format, frames, [u, v]);
}

/** Two frames of something that is held before the camera, as large as it can be, on grey. */
export function writeStill(path: string, still: Still): void {
  const { width, height } = LARGE;
  const scale = Math.floor(Math.min(width / still.width, height / still.height));
  const left = Math.floor((width - still.width * scale) / 2);
  const top = Math.floor((height - still.height * scale) / 2);
  const frame = Buffer.alloc(width * height, 128);
  for (let row = 0; row < still.height * scale; row++)
    for (let column = 0; column < still.width * scale; column++) {
      const seen = Math.floor(row / scale) * still.width + Math.floor(column / scale);
      // From black to white is 16 to 235.
      const luma = 16 + ((still.luma[seen] ?? 0) * 219) / 255;
      frame[(top + row) * width + left + column] = luma;
    }
  write(path, LARGE, [frame, frame], [128, 128]);
}

function write(
  path: string,
  { width, height, fps }: Format,
  frames: readonly Buffer[],
  [u, v]: readonly [number, number],
): void {
  const file = openSync(path, 'w');
  writeSync(file, `YUV4MPEG2 W${width} H${height} F${fps}:1 Ip A1:1 C420jpeg\n`);
  for (const luma of frames) {
    writeSync(file, 'FRAME\n');
    writeSync(file, luma);
    for (const chroma of [u, v]) writeSync(file, Buffer.alloc((width * height) / 4, chroma));
  }
  closeSync(file);
}

/** What somebody would photograph of a page: a part of it as it is painted. */
export async function photographed(part: Locator): Promise<Still> {
  const picture = (await part.screenshot()).toString('base64');
  const { width, height, luma } = await part.page().evaluate(async (encoded) => {
    const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes]));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const pen = canvas.getContext('2d');
    if (!pen) throw new Error('nothing to draw on');
    pen.drawImage(bitmap, 0, 0);
    const { data } = pen.getImageData(0, 0, bitmap.width, bitmap.height);
    const green = Array.from({ length: data.length / 4 }, (_, at) => data[at * 4 + 1] ?? 0);
    return { width: bitmap.width, height: bitmap.height, luma: green };
  }, picture);
  return { width, height, luma: Buffer.from(luma) };
}
