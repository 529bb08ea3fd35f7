import { attempt } from '../../attempt.js';
import { en, type Forms, type Texts } from './en.js';

/** The names of texts without and with a number. */
export type Plain = { [K in keyof Texts]: Texts[K] extends string ? K : never }[keyof Texts];
export type Counted = Exclude<keyof Texts, Plain>;

/** What an element says, in one language. */
export interface Speech {
  readonly language: string;
  say(name: Plain, values?: Record<string, string>): string;
  count(name: Counted, count: number): string;
  /** The text of a name that may be none of ours. */
  find(name: string): string | undefined;
}

const known = new Map<string, Partial<Texts>>([['en', en]]);
/** Languages that come along, and are loaded where a page is in them. */
const coming = new Map<string, () => Promise<Partial<Texts>>>([
  ['vi', async () => (await import('./vi.js')).vi],
]);
const listeners = new Set<() => void>();

/**
 * Adds a language to the elements, or changes texts of one; what is missing is said in English.
 * Elements that are on the page change at once.
 * @param language a BCP 47 tag, such as `fr` or `pt-BR`
 */
export function addTexts(language: string, texts: Partial<Texts>): void {
  const tag = language.toLowerCase();
  known.set(tag, { ...known.get(tag), ...texts });
  listeners.forEach((listener) => listener());
}

/** Calls `listener` after each `addTexts`, until the result is called. */
export function onTexts(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** `pt-BR` finds its own texts, or else those of `pt`, or else English ones. */
function find(language: string): [string, Partial<Texts>] {
  for (const tag of tagsOf(language)) {
    void loadTexts(tag);
    const texts = known.get(tag);
    if (texts) {
      return [language, texts];
    }
  }
  return ['en', en];
}

/** Loads the texts of a language that comes along; until then its pages are in English. */
export async function loadTexts(language: string): Promise<void> {
  for (const tag of tagsOf(language)) {
    const load = coming.get(tag);
    coming.delete(tag);
    try {
      const texts = await load?.();
      if (texts) {
        // What the application added meanwhile is what it wants.
        addTexts(tag, { ...texts, ...known.get(tag) });
      }
    } catch {
      // Without a network: the next element that is rendered tries again.
      coming.set(tag, load!);
    }
  }
}

/** `pt-br`, `pt`. */
function tagsOf(language: string): string[] {
  const parts = language.toLowerCase().split('-');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('-'));
}

/** Texts in `language`; `own` go before all others, and are in that language too. */
export function speechIn(language: string, own: Partial<Texts> = {}): Speech {
  // Numbers and times have to be in the language of the words around them. A page may have any
  // `lang`: one that is no language tag counts as none.
  const [tag, found] = Object.keys(own).length ? [language, find(language)[1]] : find(language);
  const texts = { ...en, ...found, ...own };
  const numbers = attempt(() => new Intl.NumberFormat(tag)) ?? new Intl.NumberFormat('en');
  const plurals = attempt(() => new Intl.PluralRules(tag)) ?? new Intl.PluralRules('en');
  return {
    language: numbers.resolvedOptions().locale,
    say: (name, values = {}) => fill(texts[name], values),
    find: (name) => (Object.hasOwn(texts, name) ? texts[name as Plain] : undefined),
    count(name, count) {
      const forms: Forms = texts[name];
      return fill(forms[plurals.select(count)] ?? forms.other, { count: numbers.format(count) });
    },
  };
}

const fill = (text: string, values: Record<string, string>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
