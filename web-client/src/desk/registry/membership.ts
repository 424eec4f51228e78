import type { Network } from '../../api/registry';

type Member = NonNullable<Network['members']>[number];

/** The membership of a partner, if it has one. */
export const belonging = (network: Network, partner: string): Member | undefined =>
  network.members?.find((member) => member.partner === partner);

/** The network as it is kept when the partner belongs to it no more. */
export function withoutMember(
  { id: _, ...network }: Network,
  partner: string,
): Omit<Network, 'id'> {
  const members = (network.members ?? []).filter((member) => member.partner !== partner);
  return { ...network, members };
}
