import type { Mapping } from '../../api/imports';
import { keyOf, type Query } from './reasons';

/** The answer that a name stands for no partner. */
export const LEAVE_OUT = 'none';

/** The mapping with what somebody said of it; what was said of the same name before is replaced. */
export function answerWith(
  mapping: Mapping,
  queries: readonly Query[],
  answers: Readonly<Record<string, string>>,
): Mapping {
  const next = {
    ...mapping,
    words: [...(mapping.words ?? [])],
    partners: [...(mapping.partners ?? [])],
  };
  for (const query of queries) {
    const answer = answers[keyOf(query)];
    if (!answer) continue;
    if (query.ask === 'date') next.day_order = answer as Mapping['day_order'];
    else if (query.ask === 'word') {
      const { meaning, word } = query;
      const others = next.words.filter((one) => one.meaning !== meaning || one.word !== word);
      next.words = [...others, { meaning, word, value: answer }];
    } else {
      const others = next.partners.filter(({ name }) => name !== query.name);
      const partner = answer === LEAVE_OUT ? null : answer;
      next.partners = [...others, { name: query.name, partner }];
    }
  }
  return next;
}
