interface Place {
  lat: number;
  lon: number;
}

const radius = 6371;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Kilometres along the great circle, to the nearest ten. */
export function distance(from: Place, to: Place): number {
  const rise = Math.sin(radians(to.lat - from.lat) / 2) ** 2;
  const turn = Math.sin(radians(to.lon - from.lon) / 2) ** 2;
  const half = rise + Math.cos(radians(from.lat)) * Math.cos(radians(to.lat)) * turn;
  return Math.round((2 * radius * Math.asin(Math.min(1, Math.sqrt(half)))) / 10) * 10;
}
