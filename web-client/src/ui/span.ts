/** The arch of the span in its 260 x 126 box: a half ellipse over the waterline. */
export const arch = { path: 'M12 110A118 98 0 0 1 248 110', cx: 130, cy: 110, rx: 118, ry: 98 };

const steps = 240;

/** Points along the arch at equal angles, with the length walked up to each. */
function walk(): { x: number; y: number; length: number }[] {
  const points: { x: number; y: number; length: number }[] = [];
  let length = 0;
  for (let step = 0; step <= steps; step++) {
    const angle = Math.PI * (1 - step / steps);
    const x = arch.cx + arch.rx * Math.cos(angle);
    const y = arch.cy - arch.ry * Math.sin(angle);
    const last = points[points.length - 1];
    if (last) length += Math.hypot(x - last.x, y - last.y);
    points.push({ x, y, length });
  }
  return points;
}

const points = walk();
const whole = points[points.length - 1]?.length ?? 1;

/** Where the walker stands after `share` (0 to 1) of the arch's length. */
export function walker(share: number): { x: number; y: number } {
  const length = Math.min(1, Math.max(0, share)) * whole;
  return points.find((point) => point.length >= length) ?? { x: 248, y: 110 };
}
