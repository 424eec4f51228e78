import { describe, expect, it } from 'vitest';
import { Stage, type Sight } from './stage.svelte';

const people = (count: number) => Array.from({ length: count }, (_, at) => `p${at}`);
const sight = (pictured: string[], more: Partial<Sight> = {}) =>
  ({ me: 'p0', pictured, floor: null, speaker: null, screen: null, ...more }) as Sight;

function narrow(count: number): Stage {
  const stage = new Stage();
  stage.isNarrow = true;
  stage.sync(sight(people(count)));
  return stage;
}

describe('the pages of tiles', () => {
  it('can be turned as far as there are any', () => {
    const stage = narrow(20);
    expect(stage.pages).toBe(3);
    stage.turn(7);
    expect(stage.page).toBe(2);
    expect(stage.visible).toEqual(['p18', 'p19']);
  });

  it('turn back when the last one goes, and stay there when it comes again', () => {
    const stage = narrow(20);
    stage.turn(2);
    stage.sync(sight(people(18)));
    expect([stage.page, stage.pages]).toEqual([1, 2]);
    stage.sync(sight(people(20)));
    expect([stage.page, stage.pages]).toEqual([1, 3]);
  });

  it('leave every tile where it is when a camera in their midst goes off', () => {
    const stage = narrow(6);
    stage.sync(sight(people(6).filter((person) => person !== 'p2')));
    expect(stage.visible).toEqual(['p0', 'p1', 'p5', 'p3', 'p4']);
  });
});
