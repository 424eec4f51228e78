import type { DelegationView, PersonView } from '../../generated/protocol';

export interface Group {
  delegation: DelegationView;
  /** In order of arrival. */
  people: PersonView[];
}

/** Those who wait by delegation; the one whose first member came first stands first. */
export function byDelegation(
  lobby: readonly PersonView[],
  delegations: readonly DelegationView[],
): Group[] {
  const groups: Group[] = [];
  for (const person of lobby) {
    const group = groups.find(({ delegation }) => delegation.id === person.delegation);
    const delegation = delegations.find(({ id }) => id === person.delegation);
    if (group) group.people.push(person);
    else if (delegation) groups.push({ delegation, people: [person] });
  }
  return groups;
}
