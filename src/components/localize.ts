import { LocalizeController, registerTranslation, update, type Translation } from '@shoelace-style/localize';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { ENGLISH, type WordKey, type Words } from './words.js';

type Host = ReactiveControllerHost & HTMLElement;
type ValuesOf<K extends WordKey> = Words[K] extends (...values: infer V) => string ? V : [];

/** The languages beside English, each a chunk that is loaded when an element needs it. */
export const LANGUAGES: Readonly<Record<string, () => Promise<{ readonly words: Words }>>> = {
  de: () => import('./words/de.js'),
  es: () => import('./words/es.js'),
  fr: () => import('./words/fr.js'),
  ja: () => import('./words/ja.js'),
  vi: () => import('./words/vi.js'),
};

/** Chunks that were asked for, and those of them that have come, or will not. */
const asked = new Set<string>();
const settled = new Set<string>();
/** Words of the page, which count before those of a chunk that comes later. */
const own = new Map<string, Partial<Words>>();

/** The library falls back on the very object that it is given first. */
const english = asTranslation('en', ENGLISH);
registerTranslation(english);

/**
 * Adds a language, or changes single words of one, for all elements of the page. What a language lacks is said in
 * English. `language` is a BCP 47 tag such as `pt` or `pt-BR`; an element speaks that of the nearest `lang`.
 */
export function registerWords(language: string, words: Partial<Words>): void {
  own.set(language, { ...own.get(language), ...words });
  register(language, words);
}

/** Adds to English what only some elements say, and their code brings along. */
export function addEnglish(words: Partial<Words>): void {
  Object.assign(english, words);
  register('en', { ...words, ...own.get('en') });
}

/** The words of one element, in the language of the nearest `lang` around it; else in the browser's. */
export class Localizer implements ReactiveController {
  readonly #host: Host;
  readonly #library: LocalizeController<Words & Translation>;
  #isWaiting = true;

  constructor(host: Host) {
    this.#host = host;
    this.#library = new NearestLang(host);
    host.addController(this);
  }

  hostConnected(): void {
    watchLanguages(this.#host);
  }

  hostUpdate(): void {
    const language = languageOf(this.#library.lang());
    if (language in LANGUAGES) void load(language);
    this.#isWaiting = language in LANGUAGES && !settled.has(language);
  }

  /** A word. Empty while its language is on the way: better than English for a moment. */
  term<K extends WordKey>(key: K, ...values: ValuesOf<K>): string {
    // The library's type for the values is the same, but not to the compiler.
    return this.#isWaiting ? '' : this.#library.term(key, ...(values as never));
  }

  /** Its language without the region, e.g. `pt`. */
  get language(): string {
    return languageOf(this.#library.lang());
  }

  /** Words that the page has registered for its language. */
  get ofPage(): Partial<Words> {
    return { ...own.get(this.language), ...own.get(this.#library.lang()) };
  }

  /** A number as its language writes it. */
  number(value: number, options?: Intl.NumberFormatOptions): string {
    return this.#library.number(value, options);
  }

  /** e.g. `12 sec`, `3 min`. */
  duration(seconds: number): string {
    const [value, unit] = seconds < 120 ? [seconds, 'second'] : [Math.floor(seconds / 60), 'minute'];
    return this.#library.number(value, { style: 'unit', unit, unitDisplay: 'short' });
  }
}

/** The library looks at the element and at the page only. */
class NearestLang extends LocalizeController<Words & Translation> {
  #lang = 'en';

  hostUpdate(): void {
    this.#lang = canonical(nearestLang(this.host)) ?? super.lang();
  }

  override lang(): string {
    return this.#lang;
  }
}

function canonical(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag.replaceAll('_', '-'))[0];
  } catch {
    // No language tag, as `lang` may hold anything.
    return undefined;
  }
}

function nearestLang(element: Element): string {
  const found = element.closest('[lang]:not([lang=""])')?.getAttribute('lang');
  const root = element.getRootNode();
  return found ?? (root instanceof ShadowRoot ? nearestLang(root.host) : '');
}

function languageOf(tag: string): string {
  return tag.toLowerCase().split('-')[0] ?? '';
}

async function load(language: string): Promise<void> {
  if (asked.has(language)) return;
  asked.add(language);
  try {
    const chunk = await LANGUAGES[language]?.();
    settled.add(language);
    if (chunk) register(language, { ...chunk.words, ...own.get(language) });
  } catch (thrown) {
    // English stands in; the page's own error reporting hears why.
    settled.add(language);
    update();
    reportError(thrown);
  }
}

function register(language: string, words: Partial<Words>): void {
  registerTranslation(asTranslation(language, words));
}

/** The library wants a name and a direction, and makes nothing of them. */
function asTranslation(language: string, words: Partial<Words>): Translation {
  return { ...words, $code: language, $name: language, $dir: 'ltr' };
}

let observer: MutationObserver | undefined;

/** Renders all elements again when a `lang` changes in the tree of one of them. One observer serves all. */
function watchLanguages(element: Element): void {
  const root = element.getRootNode();
  observer ??= new MutationObserver(update);
  // Watching what is watched already changes nothing.
  observer.observe(root, { subtree: true, attributes: true, attributeFilter: ['lang'] });
  if (root instanceof ShadowRoot) watchLanguages(root.host);
}
