import { css } from 'lit';

// The fields have at least 16 pixels, below which phones zoom in on them.
export const warningLook = css`
  :host {
    display: contents;
  }
  dialog {
    inline-size: min(27rem, 100vw - 2rem);
    max-block-size: calc(100dvh - 2rem);
    margin: auto;
    padding: 1.75rem;
    overflow: auto;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: inherit;
    font: inherit;
    box-shadow: var(--_shadow);
  }
  dialog[open] {
    display: grid;
    gap: 1rem;
    animation: rise 180ms ease-out;
  }
  dialog::backdrop {
    background: var(--_backdrop);
    backdrop-filter: blur(3px);
  }
  @keyframes rise {
    from {
      opacity: 0;
      translate: 0 0.75rem;
    }
  }
  .head {
    display: grid;
    gap: 0.5rem;
  }
  .ring + .head {
    text-align: center;
  }
  .ring {
    position: relative;
    inline-size: 7rem;
    block-size: 7rem;
    margin-inline: auto;
  }
  svg {
    display: block;
    inline-size: 100%;
    block-size: 100%;
    rotate: -90deg;
    fill: none;
    stroke-width: 6;
  }
  .track {
    stroke: var(--_accent-wash);
  }
  .left {
    stroke: var(--_accent);
    stroke-linecap: round;
    transition: stroke-dashoffset 1s linear;
  }
  .soon .left {
    stroke: var(--_danger);
  }
  .clock {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    direction: ltr;
    font-size: 1.75rem;
    font-weight: 650;
    font-variant-numeric: tabular-nums;
  }
  .soon .clock {
    color: var(--_danger);
  }
  .actions > button {
    flex: 1 1 auto;
  }
  .actions > .main {
    flex-basis: 100%;
  }
  form,
  .field {
    display: grid;
    gap: 0.875rem;
  }
  .field {
    gap: 0.25rem;
  }
  label {
    font-size: 0.8438rem;
    font-weight: 600;
  }
  input {
    inline-size: 100%;
    min-block-size: 2.75rem;
    padding: 0 0.75rem;
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius-small);
    background: var(--_sunken);
    color: inherit;
    font: 400 max(1rem, 16px) / 1.25 var(--_font);
  }
  input[aria-invalid='true'] {
    border-color: var(--_danger);
  }
  .bar {
    position: fixed;
    z-index: 2147483647;
    inset-block-end: max(1rem, env(safe-area-inset-bottom));
    inset-inline: 1rem;
    max-inline-size: 36rem;
    margin-inline: auto;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.625rem 1rem;
    padding: 0.75rem 0.75rem 0.75rem 1rem;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: var(--_shadow);
  }
  .bar > p {
    flex: 1 1 12rem;
  }
  @media (max-width: 30rem) {
    dialog {
      inline-size: calc(100vw - 1rem);
      max-inline-size: none;
      max-block-size: calc(100dvh - 1rem);
      margin-block-end: max(0.5rem, env(safe-area-inset-bottom));
      padding: 1.25rem;
    }
    .actions > button {
      flex-basis: 40%;
    }
    .bar {
      inset-inline: 0.5rem;
    }
    .bar > button {
      flex: 1 1 auto;
    }
  }
  @media (max-height: 26rem) {
    .ring {
      display: none;
    }
  }
`;
