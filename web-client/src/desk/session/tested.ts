import CircleCheck from '@lucide/svelte/icons/circle-check';
import CircleDashed from '@lucide/svelte/icons/circle-dashed';
import CircleX from '@lucide/svelte/icons/circle-x';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import type { Checked } from '../../api';
import type { Icon } from '../../ui/Icon';

/** What came of somebody's latest connection test, the best first. */
export const RESULTS = ['ready', 'limited', 'not_ready', 'none'] as const;
export type Result = (typeof RESULTS)[number];

export const resultOf = (check: Checked | null | undefined): Result => check?.verdict ?? 'none';

export const LOOKS: Record<Result, { icon: Icon; tone: 'ok' | 'heed' | 'off' | 'none' }> = {
  ready: { icon: CircleCheck, tone: 'ok' },
  limited: { icon: TriangleAlert, tone: 'heed' },
  not_ready: { icon: CircleX, tone: 'off' },
  none: { icon: CircleDashed, tone: 'none' },
};

/** The link of the connection test, made of the personal link. */
export const checkLink = (link: string): string => link.replace('/j#', '/check#');
