// Building elements without markup strings: text can't become HTML, and the page's policy forbids
// it anyway.

const SVG = 'http://www.w3.org/2000/svg';

/**
 * An element with attributes, and children that are nodes or text. Attributes that are null or
 * false are left out; a function is an event listener.
 */
export function el(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** The same for SVG. */
export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

/** One of the icons in /look/icons.svg, for the eye only. */
export function icon(name) {
  return svg('svg', { class: 'icon', 'aria-hidden': 'true' },
    svg('use', { href: `/look/icons.svg#${name}` }));
}

/** The element with this id. */
export function byId(id) {
  return document.getElementById(id);
}

/**
 * Shows `children` in `parent` while keeping the keyboard where it is: if the focused element has
 * a `data-key`, its successor with the same key gets the focus.
 */
export function show(parent, ...children) {
  const key = parent.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  parent.replaceChildren(...children.flat().filter((child) => child !== null));
  if (key) {
    parent.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
  }
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      element.addEventListener(name, value);
    } else if (value !== null && value !== false && value !== undefined) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}
