import type { Continent, ExchangeField } from '../api/exchanges';
import type { IntentStage } from '../api/intents';
import { t, type MessageKey } from '../i18n/i18n.svelte';

/** The values of a list, in the order in which it is offered: one that is added to the server is missed here. */
export const every = <Value extends string>(values: Record<Value, true>): Value[] =>
  Object.keys(values) as Value[];

export const continents = every<Continent>({
  asia: true,
  europe: true,
  africa: true,
  north_america: true,
  south_america: true,
  oceania: true,
});
export const fields = every<ExchangeField>({
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
/** On the way, and off it. */
export const stages = every<IntentStage>({
  intent: true,
  talks: true,
  signed: true,
  project: true,
  landed: true,
  withdrawn: true,
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
