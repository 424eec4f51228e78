import type {
  Command,
  PersonView,
  SignatoryView,
  SigningDraft,
  SigningView,
  Snapshot,
} from '../../generated/protocol';

/** The signing that goes on, else the last one that was over, else none. */
export function shownSigning(signings: readonly SigningView[]): SigningView | null {
  const going = signings.find(({ state }) => state === 'open' || state === 'paused');
  const over = signings.filter((one) => one.opened_at !== null && 'at' in one);
  const last = over.sort((one, other) => endOf(one) - endOf(other)).at(-1);
  return going ?? last ?? null;
}

/** When it was closed or called off; 0 while it is not over. */
export const endOf = (signing: SigningView): number => ('at' in signing ? signing.at : 0);

/** What a person has to do with a signing that is open. */
export type Duty = 'sign' | 'wait' | 'signed' | 'attest' | 'attested' | 'witness';

export function dutyOf(signing: SigningView, person: string | undefined): Duty | null {
  const party = signing.signatories.find((one) => one.person === person);
  if (party) {
    if (party.signed_at !== null) return 'signed';
    return signing.turn === party.delegation ? 'sign' : 'wait';
  }
  const witness = signing.witnesses.find((one) => one.person === person);
  if (!witness) return null;
  if (witness.attested_at !== null) return 'attested';
  return signing.turn === null ? 'attest' : 'witness';
}

/** Whose turn it is to sign. */
export const nextToSign = (signing: SigningView): SignatoryView | null =>
  signing.signatories.find((one) => one.delegation === signing.turn) ?? null;

export const hashesOf = (signing: SigningView): string[] =>
  signing.editions.map(({ sha256 }) => sha256);

/** A hash as people read it out to each other: in groups of four. */
export const groupsOf = (sha256: string): string[] => sha256.match(/.{1,4}/g) ?? [];

/** How a signing is being prepared. */
export interface Preparation {
  /** The one that it takes the place of. */
  signing: string | null;
  title: Record<string, string>;
  /** Empty: of the whole session. */
  item: string;
  editions: { language: string; paper: string }[];
  parties: { delegation: string; person: string }[];
  witnesses: string[];
}

export function preparationOf(signing: SigningView): Preparation {
  const title: Preparation['title'] = {};
  for (const [tag, text] of Object.entries(signing.title)) title[tag] = text ?? '';
  return {
    signing: signing.id,
    title,
    item: signing.item ?? '',
    editions: signing.editions.map(({ language, paper }) => ({ language, paper })),
    parties: signing.signatories.map((one) => ({
      delegation: one.delegation,
      person: one.deputy_for?.person ?? one.person,
    })),
    witnesses: signing.witnesses.map(({ person }) => person),
  };
}

/** Of the item that is about it, by the first two delegations, in the main language. */
export function newPreparation(room: Snapshot): Preparation {
  const running = room.agenda.find(({ state }) => state.state === 'running');
  const signing = room.agenda.find(({ kind }) => kind === 'signing');
  const item = running?.kind === 'signing' ? running : (signing ?? running);
  const title: Preparation['title'] = {};
  if (item?.kind === 'signing')
    for (const tag of room.languages) title[tag] = item.title[tag] ?? '';
  const parties = room.delegations.slice(0, 2).map(({ id, head }) => ({
    delegation: id,
    person: head ?? '',
  }));
  return {
    signing: null,
    title,
    item: item?.id ?? '',
    editions: [{ language: room.languages[0] ?? 'en', paper: '' }],
    parties,
    witnesses: [],
  };
}

const areDifferent = (all: readonly string[]): boolean => new Set(all).size === all.length;

export function isComplete(draft: Preparation): boolean {
  const { editions, parties } = draft;
  return (
    Object.values(draft.title).some((text) => text.trim() !== '') &&
    editions.length > 0 &&
    editions.every(({ paper }) => paper !== '') &&
    areDifferent(editions.map(({ language }) => language)) &&
    parties.length > 1 &&
    parties.every(({ person }) => person !== '') &&
    areDifferent(parties.map(({ delegation }) => delegation))
  );
}

export function preparing(draft: Preparation): Command {
  const texts = Object.entries(draft.title).map(([tag, text]) => [tag, text.trim()] as const);
  const signers = draft.parties.map(({ person }) => person);
  const kept: SigningDraft = {
    item: draft.item || null,
    title: Object.fromEntries(texts.filter(([, text]) => text !== '')),
    editions: draft.editions,
    signatories: draft.parties,
    witnesses: draft.witnesses.filter((person) => !signers.includes(person)),
  };
  return { do: 'signing', act: 'prepare', signing: draft.signing, draft: kept };
}

/** Whether somebody may speak for their delegation, and so sign for it. */
export const maySign = ({ role }: PersonView): boolean => role === 'host' || role === 'delegate';
