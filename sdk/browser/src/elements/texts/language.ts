/** The closest `lang` around an element, also outside of the shadow trees that it is in. */
export function languageOf(element: Element): string {
  for (let at: Element | null = element; at; at = outside(at)) {
    const near: Element | null = at.closest('[lang]');
    if (near) {
      return ofPerson(near.getAttribute('lang')!);
    }
  }
  return navigator.language;
}

/** A page in English means no country by that: then times are written as in the person's own. */
const ofPerson = (language: string): string =>
  navigator.language.startsWith(`${language}-`) ? navigator.language : language;

function outside(element: Element): Element | null {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}

/** Calls `listener` when the page changes its language or direction, until the result is called. */
export function onLanguage(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  const attributeFilter = ['lang', 'dir'];
  observer.observe(document.documentElement, { attributeFilter });
  return () => observer.disconnect();
}
