import { css, unsafeCSS, type CSSResult } from 'lit';

/**
 * Colours by the name of the custom property that changes them, for a light and a dark page. Those
 * that are shown together keep a contrast of at least 4.5 : 1.
 */
const COLOURS: Record<string, [light: string, dark: string]> = {
  surface: ['#ffffff', '#0f232c'],
  sunken: ['#eef4f3', '#0a1b23'],
  line: ['#d5e1df', '#20404b'],
  'line-strong': ['#748d92', '#5d8590'],
  ink: ['#0b2a35', '#e6f2f2'],
  'ink-soft': ['#45616a', '#a5c0c4'],
  accent: ['#0b6a75', '#62d2cf'],
  'accent-deep': ['#085460', '#8fe3df'],
  'on-accent': ['#ffffff', '#04252b'],
  'accent-wash': ['#dff0ee', '#12343c'],
  danger: ['#a8322a', '#ff9d91'],
  'danger-wash': ['#fbe7e4', '#44201e'],
  backdrop: ['rgb(4 24 32 / 55%)', 'rgb(0 8 12 / 70%)'],
};

const declare = (value: (light: string, dark: string) => string): CSSResult =>
  unsafeCSS(
    Object.entries(COLOURS)
      .map(([name, [light, dark]]) => `--_${name}: var(--tidelock-${name}, ${value(light, dark)});`)
      .join(''),
  );

/** What both elements share. Sizes are in rem, so that they follow the person's own. */
export const look = css`
  :host {
    ${declare((light) => light)}
    --_font: var(--tidelock-font, system-ui, -apple-system, 'Segoe UI', sans-serif);
    --_radius: var(--tidelock-radius, 0.875rem);
    --_radius-small: var(--tidelock-radius-small, 0.5rem);
    --_shadow: var(--tidelock-shadow, 0 1rem 4rem -1rem rgb(0 20 30 / 55%));
    font: 400 0.9688rem/1.5 var(--_font);
    color: var(--_ink);
  }
  @supports (color: light-dark(#fff, #000)) {
    :host {
      ${declare((light, dark) => `light-dark(${light}, ${dark})`)}
    }
  }
  :host([hidden]) {
    display: none;
  }
  * {
    box-sizing: border-box;
  }
  h2,
  p,
  ul {
    margin: 0;
    padding: 0;
  }
  h2 {
    font-size: 1.25rem;
    line-height: 1.25;
  }
  p {
    text-wrap: pretty;
    overflow-wrap: anywhere;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.625rem;
  }
  .soft {
    color: var(--_ink-soft);
  }
  .error {
    color: var(--_danger);
    background: var(--_danger-wash);
    border-radius: var(--_radius-small);
    padding: 0.625rem 0.75rem;
    font-size: 0.8438rem;
    font-weight: 600;
  }
  .error:empty {
    display: none;
  }
  .heard {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  button {
    min-block-size: 2.75rem;
    padding: 0.5rem 1rem;
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    color: var(--_ink);
    font: 600 0.9063rem/1.25 var(--_font);
    cursor: pointer;
  }
  button:hover {
    background: var(--_sunken);
    border-color: var(--_accent);
  }
  button.main {
    background: var(--_accent);
    border-color: var(--_accent);
    color: var(--_on-accent);
  }
  button.main:hover {
    background: var(--_accent-deep);
  }
  button.danger {
    color: var(--_danger);
  }
  button.danger:hover {
    background: var(--_danger-wash);
  }
  button[aria-disabled='true'] {
    cursor: progress;
  }
  button[aria-busy='true']::before {
    content: '';
    display: inline-block;
    inline-size: 0.75em;
    block-size: 0.75em;
    margin-inline-end: 0.5em;
    border: 2px solid currentColor;
    border-inline-end-color: transparent;
    border-radius: 50%;
    animation: turn 0.8s linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  :focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 2px;
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
    }
    button[aria-busy='true']::before {
      display: none;
    }
  }
`;
