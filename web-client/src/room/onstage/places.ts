import type { StagePlace } from '../../generated/protocol';

export const PLACES: readonly StagePlace[] = ['on_stage', 'backstage', 'audience'];
