/** The element that has the focus, also inside of shadow trees. */
export function focused(): HTMLElement | null {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) {
    at = at.shadowRoot.activeElement;
  }
  return at instanceof HTMLElement && at !== document.body ? at : null;
}

/** Gives the focus back to where it was, where that still is, without moving the page. */
export function giveBack(element: HTMLElement | null): void {
  if (element?.isConnected) {
    element.focus({ preventScroll: true });
  }
}
