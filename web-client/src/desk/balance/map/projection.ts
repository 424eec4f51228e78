import { geoEqualEarth, geoPath, type GeoProjection } from 'd3-geo';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import type { MultiPolygon, Polygon, Position } from 'geojson';
import atlas from 'world-atlas/land-110m.json';

export const WIDTH = 960;
export const HEIGHT = 430;
/** The Pacific in the middle: both shores of it, and Europe and Africa to the west. */
const CENTRE = 150;
/** Nobody lives south of this; without it the rest is larger. */
const SOUTH = -60;

export interface Point {
  x: number;
  y: number;
}

/** Land without any border: a border on a map says something, and this map is to say nothing of it. */
function land(): MultiPolygon {
  const topology = atlas as unknown as Topology<{ land: GeometryCollection }>;
  const found = feature(topology, topology.objects.land);
  const polygons = found.features.flatMap(({ geometry }): Position[][][] => {
    const shape = geometry as Polygon | MultiPolygon;
    return shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates;
  });
  const isInhabited = (rings: Position[][]) =>
    rings.some((ring) => ring.some(([, lat = -90]) => lat > SOUTH));
  return { type: 'MultiPolygon', coordinates: polygons.filter(isInhabited) };
}

function projection(shape: MultiPolygon): GeoProjection {
  return geoEqualEarth()
    .rotate([-CENTRE, 0])
    .fitExtent(
      [
        [8, 8],
        [WIDTH - 8, HEIGHT - 8],
      ],
      shape,
    );
}

const shape = land();
const project = projection(shape);

/** The outline of all land, as the data of a path. */
export const landPath: string = geoPath(project).digits(1)(shape) ?? '';

/** Where a place stands on the map. */
export function pointOf(lat: number, lon: number): Point {
  const [x, y] = project([lon, lat]) ?? [0, 0];
  return { x, y };
}
