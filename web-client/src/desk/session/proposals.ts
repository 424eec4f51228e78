import type { Localized, MemberNames } from '../../api';

export interface NameChange {
  field: 'name' | 'title';
  /** BCP 47 tag. */
  language: string;
  /** Empty where it does not stand, or should not. */
  now: string;
  proposed: string;
}

/** What would be written otherwise. */
export function changesOf(now: MemberNames, proposed: MemberNames): NameChange[] {
  return [
    ...changed('name', now.name, proposed.name),
    ...changed('title', now.title, proposed.title),
  ];
}

function changed(field: NameChange['field'], now: Localized, proposed: Localized): NameChange[] {
  const languages = new Set([...Object.keys(now), ...Object.keys(proposed)]);
  return [...languages]
    .map((language) => ({
      field,
      language,
      now: now[language] ?? '',
      proposed: proposed[language] ?? '',
    }))
    .filter((one) => one.now !== one.proposed);
}
