import encodeQR from 'qr';
import { squareText } from './find';

/** The QR square of a check-in code as the outline of one shape, and the length of its side. */
export function square(code: string): { side: number; path: string } {
  const rows = encodeQR(squareText(code), 'raw', { ecc: 'medium', border: 4 });
  const path = rows.flatMap((row, y) =>
    row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])),
  );
  return { side: rows.length, path: path.join('') };
}
