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
  Continent,
  Direction,
  ExchangeField,
  ExchangeKind,
  ExchangeQuery,
  ExchangeState,
  Mode,
  OrganiserClass,
  Substance,
} from '../../api/exchanges';
import { t, type MessageKey } from '../../i18n/i18n.svelte';
import type { Icon } from '../../ui/Icon';

/** A record with every value of a list as its keys: one that is added to the server is missed here. */
type Every<Value extends string, To = true> = Record<Value, To>;
const keys = <Value extends string>(every: Every<Value>): Value[] => Object.keys(every) as Value[];

export const kindMarks: Every<ExchangeKind, Icon> = {
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
export const fields = keys<ExchangeField>({
  culture: true,
  education: true,
  personnel: true,
  trade: true,
  science_technology: true,
  health: true,
  sport: true,
  tourism: true,
  digital_governance: true,
  heritage: true,
  environment: true,
  other: true,
});
export const directions = keys<Direction>({ received: true, paid: true, mutual: true });
export const modes = keys<Mode>({ onsite: true, online: true, hybrid: true });
export const substances = keys<Substance>({
  greeting: true,
  invitation: true,
  courtesy: true,
  talks: true,
  signed: true,
  project: true,
});
export const classes = keys<OrganiserClass>({
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
export const states = keys<ExchangeState>({ completed: true, planned: true, cancelled: true });
export const continents = keys<Continent>({
  asia: true,
  europe: true,
  africa: true,
  north_america: true,
  south_america: true,
  oceania: true,
});
export const depths = keys<NonNullable<ExchangeQuery['depth']>>({
  substantive: true,
  courtesy: true,
  uncounted: true,
});
export const orders = keys<NonNullable<ExchangeQuery['sort']>>({
  newest: true,
  oldest: true,
  headcount: true,
  rank: true,
});
export const ranks = keys<Rank>({
  mayor: true,
  vice_mayor: true,
  director: true,
  deputy_director: true,
  staff: true,
  other: true,
});

export interface Option<Value extends string> {
  value: Value;
  label: string;
}

/** A list as it is offered, each value by its message. */
export const offered = <Value extends string>(
  values: readonly Value[],
  key: (value: Value) => MessageKey,
): Option<Value>[] => values.map((value) => ({ value, label: t(key(value)) }));

/** The same with nothing to choose before it. */
export const orNone = <Value extends string>(
  none: string,
  options: readonly Option<Value>[],
): Option<Value | ''>[] => [{ value: '', label: none }, ...options];
