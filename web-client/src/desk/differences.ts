/** One thing that a record says. */
export interface Said {
  /** Of the field, and its language where it has several. */
  key: string;
  name: string;
  text: string;
}

export interface Difference {
  key: string;
  name: string;
  /** Empty where it is not said. */
  before: string;
  after: string;
}

/** Where two states of a record differ, in the order of the one or the other. */
export function differences(before: readonly Said[], after: readonly Said[]): Difference[] {
  const old = new Map(before.map((said) => [said.key, said]));
  const now = new Map(after.map((said) => [said.key, said]));
  return [...new Set([...now.keys(), ...old.keys()])].flatMap((key) => {
    const [was, is] = [old.get(key)?.text ?? '', now.get(key)?.text ?? ''];
    const name = now.get(key)?.name ?? old.get(key)?.name ?? key;
    return was === is ? [] : [{ key, name, before: was, after: is }];
  });
}
