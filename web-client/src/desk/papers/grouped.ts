import type { AgendaItem, Localized, Paper, Plan } from '../../api';

export interface Part {
  id: string;
  /** Of the agenda item; empty for the whole session. */
  title: Localized | undefined;
  papers: Paper[];
}

export interface Missing {
  item: AgendaItem;
  /** The name of whoever owes it. */
  speaker: Localized | undefined;
}

/** Papers by what they belong to: the whole session first, then by the agenda; and the items that
 *  want a paper and have none. What belongs to an item that was taken out stands with the session. */
export function grouped(
  plan: Plan,
  papers: readonly Paper[],
): { parts: Part[]; missing: Missing[] } {
  const planned = new Set(plan.agenda.map(({ id }) => id));
  const of = (item: string) => papers.filter((paper) => paper.item === item);
  const whole = papers.filter(({ item }) => item === null || !planned.has(item));
  const parts = [
    { id: '', title: undefined, papers: whole },
    ...plan.agenda.map(({ id, title }) => ({ id, title, papers: of(id) })),
  ];
  const missing = plan.agenda.filter(({ id, paper }) => paper === 'wanted' && of(id).length === 0);
  const name = (id: string | null) => plan.people.find((person) => person.id === id)?.name;
  return {
    parts: parts.filter((part) => part.papers.length > 0),
    missing: missing.map((item) => ({ item, speaker: name(item.speaker) })),
  };
}
