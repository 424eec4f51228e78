import { beforeEach, expect, test } from 'vitest';
import { Stage, type Sight } from './stage.svelte';

const sight = (more: Partial<Sight> = {}): Sight => ({
  me: 'me',
  pictured: ['me', 'ann', 'bob'],
  floor: null,
  speaker: null,
  screen: null,
  spotlight: null,
  isPinned: false,
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

test('whom a host shows large has the first place in any layout with pictures, oneself included', () => {
  stage.sync(sight({ spotlight: 'bob', speaker: 'ann' }));
  expect(stage.hasStage).toBe(true);
  expect(stage.places[0]).toBe('bob');
  expect(stage.view.sources[0]?.person).toBe('bob');
  stage.sync(sight({ spotlight: 'me', speaker: 'ann' }));
  expect(stage.places[0]).toBe('me');
  stage.sync(sight({ speaker: 'ann' }));
  expect(stage.hasStage).toBe(false);
  stage.layout = 'sound';
  stage.sync(sight({ spotlight: 'bob' }));
  expect(stage.view).toEqual({ audio_only: true, sources: [] });
});

test('a pinned screen is shown even to those who chose sound alone, and has the place of tiles', () => {
  stage.layout = 'sound';
  stage.sync(sight({ screen: 'ann' }));
  expect(stage.screen).toBeNull();
  stage.sync(sight({ screen: 'ann', isPinned: true }));
  stage.measureScreen({ width: 1280, height: 720 });
  expect(stage.view).toEqual({
    audio_only: false,
    sources: [{ person: 'ann', kind: 'screen', width: 1280, height: 720 }],
  });
  stage.layout = 'grid';
  const many = Array.from({ length: 9 }, (_, at) => `p${at}`);
  stage.sync(sight({ screen: 'ann', isPinned: true, pictured: ['me', ...many] }));
  expect(stage.visible).toHaveLength(5);
});

test('those who sit for a group photo are wanted in its size, shown or not, and have slots', () => {
  const slots = stage.slotsNeeded;
  stage.sitters = ['eve', 'bob'];
  const size = { width: 640, height: 360 };
  expect(stage.view.sources.map(({ person }) => person)).toEqual(['eve', 'bob', 'ann']);
  expect(stage.view.sources[0]).toEqual({ person: 'eve', kind: 'camera', ...size });
  expect(stage.slotsNeeded).toBe(slots + 1);
  stage.sittersAreLarge = true;
  expect(stage.view.sources.map(({ width }) => width)).toEqual([1280, 1280, 640]);
  stage.layout = 'sound';
  stage.sync(sight());
  expect(stage.view.audio_only).toBe(false);
  stage.sitters = [];
  expect(stage.view.audio_only).toBe(true);
});
