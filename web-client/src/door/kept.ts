import type { DoorList, Kind } from './marks';

/** What this device keeps of one door. */
export interface KeptDoor {
  session: string;
  token: string;
  device: string;
  /** Of the newest mark made here. */
  sequence: number;
  /** As it was last answered. */
  list: DoorList;
  /** How far this device's clock is ahead of the service's, in microseconds. */
  ahead: number;
}

/** A mark made here; times on the device's own clock. */
export type KeptMark = Kind & {
  session: string;
  sequence: number;
  person: string;
  noted_at: number;
  /** The service has it. */
  handed: 0 | 1;
};

const CURRENT = 'current';

/** What this device keeps (IndexedDB), so that neither a reload nor an empty battery loses a mark. */
export class Kept {
  private constructor(private readonly database: IDBDatabase) {}

  static async open(): Promise<Kept> {
    const request = indexedDB.open('yunqiao-check-in', 1);
    request.onupgradeneeded = () => {
      const database = request.result;
      database.createObjectStore('doors', { keyPath: 'session' });
      database.createObjectStore('marks', { keyPath: ['session', 'sequence'] });
      database.createObjectStore('tokens');
    };
    return new Kept(await done(request));
  }

  /** The token of the link that was opened last. */
  async token(): Promise<string | undefined> {
    return done(this.#read('tokens').get(CURRENT)) as Promise<string | undefined>;
  }

  async useToken(token: string): Promise<void> {
    await done(this.#write('tokens').put(token, CURRENT));
  }

  async door(token: string): Promise<KeptDoor | undefined> {
    return (await this.doors()).find((door) => door.token === token);
  }

  async doors(): Promise<KeptDoor[]> {
    return done(this.#read('doors').getAll()) as Promise<KeptDoor[]>;
  }

  /** A new answer of the service. The numbers given out here go on, whatever link it came by. */
  async keep(token: string, list: DoorList, ahead: number): Promise<KeptDoor> {
    const doors = this.#write('doors');
    const session = list.session.id;
    const before = (await done(doors.get(session))) as KeptDoor | undefined;
    const door: KeptDoor = {
      session,
      token,
      device: before?.device ?? list.device,
      sequence: before?.sequence ?? 0,
      list,
      ahead,
    };
    await done(doors.put(door));
    return door;
  }

  /** Writes a mark down under the next number, whichever tab asks. */
  async mark(session: string, person: string, kind: Kind, noted_at: number): Promise<KeptMark> {
    const transaction = this.database.transaction(['doors', 'marks'], 'readwrite');
    const doors = transaction.objectStore('doors');
    const door = (await done(doors.get(session))) as KeptDoor;
    const sequence = door.sequence + 1;
    const mark: KeptMark = { ...kind, session, sequence, person, noted_at, handed: 0 };
    doors.put({ ...door, sequence });
    transaction.objectStore('marks').put(mark);
    await finished(transaction);
    return mark;
  }

  async marks(session: string): Promise<KeptMark[]> {
    const all = IDBKeyRange.bound([session, 0], [session, Infinity]);
    return done(this.#read('marks').getAll(all)) as Promise<KeptMark[]>;
  }

  async handedOver(marks: readonly KeptMark[]): Promise<void> {
    const store = this.#write('marks');
    for (const mark of marks) store.put({ ...mark, handed: 1 });
    await finished(store.transaction);
  }

  /** A door that is kept no more: the names on its list leave this device. */
  async forget(session: string): Promise<void> {
    const transaction = this.database.transaction(['doors', 'marks', 'tokens'], 'readwrite');
    transaction.objectStore('doors').delete(session);
    transaction.objectStore('marks').delete(IDBKeyRange.bound([session, 0], [session, Infinity]));
    transaction.objectStore('tokens').delete(CURRENT);
    await finished(transaction);
  }

  #read(name: string): IDBObjectStore {
    return this.database.transaction(name).objectStore(name);
  }

  #write(name: string): IDBObjectStore {
    return this.database.transaction(name, 'readwrite').objectStore(name);
  }
}

function done<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB'));
  });
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('IndexedDB'));
  });
}
