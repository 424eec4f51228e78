import type { StagePlace, StageView, You } from '../generated/protocol';
import { isCrew } from './programme';

/** Whom sound and picture of somebody reach: `crew`, a picture for those who run the meeting and for
 *  those backstage. */
export type Reach = 'all' | 'crew' | 'none';

/** Where somebody is; `null` while there is no stage. */
export function placeOf(stage: StageView | undefined, person: string): StagePlace | null {
  if (!stage || stage.opened_at === null) return null;
  if (stage.on_stage.includes(person)) return 'on_stage';
  return stage.backstage.includes(person) ? 'backstage' : 'audience';
}

export function reachOf(stage: StageView | undefined, person: string): Reach {
  switch (placeOf(stage, person)) {
    case null:
    case 'on_stage':
      return 'all';
    case 'backstage':
      return 'crew';
    case 'audience':
      return 'none';
  }
}

/** Whether the picture of somebody is for the reader. */
export function mayFollow(stage: StageView | undefined, person: string, you: You | null): boolean {
  const reach = reachOf(stage, person);
  if (reach !== 'crew') return reach === 'all';
  return you !== null && (isCrew(you.role) || placeOf(stage, you.person) === 'backstage');
}
