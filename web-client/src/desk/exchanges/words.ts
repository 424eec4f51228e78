import ArrowDownToLine from '@lucide/svelte/icons/arrow-down-to-line';
import ArrowUpFromLine from '@lucide/svelte/icons/arrow-up-from-line';
import Ellipsis from '@lucide/svelte/icons/ellipsis';
import Factory from '@lucide/svelte/icons/factory';
import Gavel from '@lucide/svelte/icons/gavel';
import GraduationCap from '@lucide/svelte/icons/graduation-cap';
import Image from '@lucide/svelte/icons/image';
import Package from '@lucide/svelte/icons/package';
import ScrollText from '@lucide/svelte/icons/scroll-text';
import Store from '@lucide/svelte/icons/store';
import UsersRound from '@lucide/svelte/icons/users-round';
import Video from '@lucide/svelte/icons/video';
import type { Rank } from '../../api';
import type {
  Direction,
  ExchangeKind,
  ExchangeQuery,
  ExchangeState,
  Mode,
  OrganiserClass,
  Substance,
} from '../../api/exchanges';
import type { Icon } from '../../ui/Icon';
import { every } from '../lists';

export const kindMarks: Record<ExchangeKind, Icon> = {
  visit_received: ArrowDownToLine,
  visit_paid: ArrowUpFromLine,
  forum: UsersRound,
  cloud_meeting: Video,
  ceremony: ScrollText,
  aid: Package,
  exhibition: Image,
  fair: Store,
  trade: Factory,
  school: GraduationCap,
  parliament: Gavel,
  other: Ellipsis,
};
export const kinds = Object.keys(kindMarks) as ExchangeKind[];
export const directions = every<Direction>({ received: true, paid: true, mutual: true });
export const modes = every<Mode>({ onsite: true, online: true, hybrid: true });
export const substances = every<Substance>({
  greeting: true,
  invitation: true,
  courtesy: true,
  talks: true,
  signed: true,
  project: true,
});
export const classes = every<OrganiserClass>({
  government: true,
  parliament: true,
  association: true,
  mass_organisation: true,
  university: true,
  school: true,
  enterprise: true,
  overseas_community: true,
  citizens: true,
});
export const states = every<ExchangeState>({ completed: true, planned: true, cancelled: true });
export const depths = every<NonNullable<ExchangeQuery['depth']>>({
  substantive: true,
  courtesy: true,
  uncounted: true,
});
export const orders = every<NonNullable<ExchangeQuery['sort']>>({
  newest: true,
  oldest: true,
  headcount: true,
  rank: true,
});
export const ranks = every<Rank>({
  mayor: true,
  vice_mayor: true,
  director: true,
  deputy_director: true,
  staff: true,
  other: true,
});
