import { beforeEach, expect, test } from 'vitest';
import { Stage, type Sight } from './stage.svelte';

const sight = (more: Partial<Sight> = {}): Sight => ({
  me: 'me',
  pictured: ['me', 'ann', 'bob'],
  floor: null,
  speaker: null,
  screen: null,
  ...more,
});

let stage: Stage;

beforeEach(() => {
  stage = new Stage();
  stage.sync(sight());
  for (const person of ['me', 'ann', 'bob']) stage.measure(person, { width: 640, height: 360 });
});

test('a shared screen is wanted first, and the tiles beside it keep their places', () => {
  const before = stage.places;
  stage.sync(sight({ screen: 'ann' }));
  stage.measureScreen({ width: 1280, height: 720 });
  expect(stage.places).toEqual(before);
  expect(stage.view.sources).toEqual([
    { person: 'ann', kind: 'screen', width: 1280, height: 720 },
    { person: 'ann', kind: 'camera', width: 640, height: 360 },
    { person: 'bob', kind: 'camera', width: 640, height: 360 },
  ]);
});

test('on a phone the screen has the large place, and no tile is staged', () => {
  stage.isPhone = true;
  stage.sync(sight({ screen: 'ann', speaker: 'bob' }));
  expect(stage.hasStage).toBe(false);
  expect(stage.places).toEqual(['me', 'ann', 'bob']);
  stage.sync(sight({ speaker: 'bob' }));
  expect(stage.places[0]).toBe('bob');
});

test('one’s own screen takes no place, and sound only shows none', () => {
  stage.sync(sight({ screen: 'me' }));
  expect(stage.screen).toBeNull();
  stage.layout = 'sound';
  stage.sync(sight({ screen: 'ann' }));
  expect(stage.screen).toBeNull();
});

test('who saves data still can read the screen', () => {
  stage.savesData = true;
  stage.sync(sight({ screen: 'ann' }));
  expect(stage.view.sources[0]).toEqual({
    person: 'ann',
    kind: 'screen',
    width: 960,
    height: 540,
  });
  expect(stage.slotsNeeded).toBe(4);
});
