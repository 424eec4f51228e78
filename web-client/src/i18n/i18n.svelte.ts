import { IntlMessageFormat } from 'intl-messageformat';
import type balance from '../messages/en/balance.json';
import type before from '../messages/en/before.json';
import type check from '../messages/en/check.json';
import type common from '../messages/en/common.json';
import type delegation from '../messages/en/delegation.json';
import type desk from '../messages/en/desk.json';
import type door from '../messages/en/door.json';
import type exchanges from '../messages/en/exchanges.json';
import type films from '../messages/en/films.json';
import type floor from '../messages/en/floor.json';
import type imports from '../messages/en/imports.json';
import type minutes from '../messages/en/minutes.json';
import type notes from '../messages/en/notes.json';
import type papers from '../messages/en/papers.json';
import type photo from '../messages/en/photo.json';
import type planning from '../messages/en/planning.json';
import type projects from '../messages/en/projects.json';
import type protocol from '../messages/en/protocol.json';
import type registry from '../messages/en/registry.json';
import type room from '../messages/en/room.json';
import type show from '../messages/en/show.json';
import type stage from '../messages/en/stage.json';
import type votes from '../messages/en/votes.json';
import type rooms from '../messages/en/rooms.json';
import type wall from '../messages/en/wall.json';
import type sides from '../messages/en/sides.json';
import type signing from '../messages/en/signing.json';
import { direction, isLocale, negotiate, type Locale } from './locales';

/** Message files are split by part of the product, so that a guest never loads the desk's. */
interface Texts {
  balance: typeof balance;
  before: typeof before;
  check: typeof check;
  common: typeof common;
  delegation: typeof delegation;
  desk: typeof desk;
  door: typeof door;
  exchanges: typeof exchanges;
  films: typeof films;
  floor: typeof floor;
  imports: typeof imports;
  minutes: typeof minutes;
  notes: typeof notes;
  papers: typeof papers;
  photo: typeof photo;
  planning: typeof planning;
  projects: typeof projects;
  protocol: typeof protocol;
  registry: typeof registry;
  room: typeof room;
  show: typeof show;
  stage: typeof stage;
  votes: typeof votes;
  rooms: typeof rooms;
  wall: typeof wall;
  sides: typeof sides;
  signing: typeof signing;
}
export type Area = keyof Texts;
export type MessageKey = { [A in Area]: keyof Texts[A] }[Area];
export type Values = Record<string, string | number>;

const files = import.meta.glob<Record<string, string>>('../messages/*/*.json', {
  import: 'default',
});
const storageKey = 'yunqiao.locale';

class I18n {
  #locale = $state<Locale>('en');
  #messages = $state.raw<Record<string, string>>({});
  #areas = new Set<Area>(['common']);
  #compiled = new Map<string, IntlMessageFormat>();

  get locale(): Locale {
    return this.#locale;
  }

  get dir(): 'ltr' | 'rtl' {
    return direction(this.#locale);
  }

  /** Loads what this part of the product says, in the current language. */
  async need(area: Area): Promise<void> {
    if (this.#areas.has(area)) return;
    const texts = await load(this.#locale, area);
    this.#areas.add(area);
    this.#messages = { ...this.#messages, ...texts };
  }

  /** Switches the interface to `locale` once its messages are there. */
  async use(locale: Locale): Promise<void> {
    const texts = await Promise.all([...this.#areas].map((area) => load(locale, area)));
    this.#compiled.clear();
    this.#messages = Object.assign({}, ...texts);
    this.#locale = locale;
    document.documentElement.lang = locale;
    document.documentElement.dir = direction(locale);
  }

  /** As `use`, and remembered on this device. */
  async choose(locale: Locale): Promise<void> {
    await this.use(locale);
    remember(locale);
  }

  text(key: MessageKey, values?: Values): string {
    const message = this.#messages[key];
    if (message === undefined) return key;
    if (!values && !/['{]/.test(message)) return message;
    let format = this.#compiled.get(key);
    if (!format) {
      format = new IntlMessageFormat(message, this.#locale, undefined, { ignoreTag: true });
      this.#compiled.set(key, format);
    }
    return String(format.format(isolate(values, this.dir)));
  }
}

async function load(locale: Locale, area: Area): Promise<Record<string, string>> {
  return (await files[`../messages/${locale}/${area}.json`]?.()) ?? {};
}

// Unicode FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE; invisible if written as they are.
const isolateStart = String.fromCodePoint(0x2068);
const isolateEnd = String.fromCodePoint(0x2069);
// Stands in no message: the first code point for private use.
const gap = String.fromCodePoint(0xe000);

/** A name that keeps its own direction in a line of that direction. */
export const isolated = (name: string, dir: 'ltr' | 'rtl'): string =>
  dir === 'rtl' ? isolateStart + name + isolateEnd : name;

/** In right-to-left text each inserted name keeps its own direction (Unicode isolates). */
function isolate(values: Values | undefined, dir: 'ltr' | 'rtl'): Values | undefined {
  if (!values || dir === 'ltr') return values;
  const entries = Object.entries(values).map(([key, value]) => [
    key,
    typeof value === 'string' ? isolated(value, dir) : value,
  ]);
  return Object.fromEntries(entries) as Values;
}

function remember(locale: Locale): void {
  try {
    localStorage.setItem(storageKey, locale);
  } catch {
    // Storage is refused in some private windows; the choice then lasts until the reload.
  }
}

/** What the reader chose earlier on this device, if anything. */
export function rememberedLocale(): Locale | undefined {
  try {
    const tag = localStorage.getItem(storageKey);
    return tag && isLocale(tag) ? tag : undefined;
  } catch {
    return undefined;
  }
}

/** The language to begin with: chosen earlier, else what the browser asks for. */
export const initialLocale = (): Locale => rememberedLocale() ?? negotiate(navigator.languages);

export const i18n = new I18n();

/** The message of `key` in the current language; reactive inside components. */
export const t = (key: MessageKey, values?: Values): string => i18n.text(key, values);

/** The message before and after its one value, for a value that is marked up as another language. */
export function around(key: MessageKey, value: string): [before: string, after: string] {
  const [before = '', after = ''] = t(key, { [value]: gap }).split(gap);
  return [before.replace(isolateStart, ''), after.replace(isolateEnd, '')];
}
