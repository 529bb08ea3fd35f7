import { css } from 'lit';

export const sessionsLook = css`
  :host {
    display: block;
    container-type: inline-size;
  }
  section {
    display: grid;
    gap: 1rem;
    padding: 1.25rem;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  h2:focus {
    outline: none;
  }
  .said {
    color: var(--_accent-deep);
    font-size: 0.9063rem;
    font-weight: 600;
  }
  .said:empty {
    margin-block-end: -1rem;
  }
  ul {
    list-style: none;
    display: grid;
  }
  li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.75rem 1rem;
    padding-block: 1rem;
    border-block-start: 1px solid var(--_line);
  }
  li:last-child {
    border-block-end: 1px solid var(--_line);
  }
  .what {
    flex: 1 1 14rem;
    min-inline-size: 0;
    display: grid;
    gap: 0.125rem;
  }
  .what .soft {
    font-size: 0.8438rem;
  }
  .name {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 0.625rem;
    font-weight: 650;
  }
  .badge {
    padding: 0.0625rem 0.5rem;
    border-radius: 1rem;
    background: var(--_accent-wash);
    color: var(--_accent-deep);
    font-size: 0.75rem;
    font-weight: 650;
  }
  .question {
    flex: 1 1 100%;
    display: grid;
    gap: 0.625rem;
    padding: 0.875rem;
    border-radius: var(--_radius-small);
    background: var(--_sunken);
  }
  #question {
    font-weight: 600;
  }
  section > button {
    justify-self: start;
  }
  @container (max-width: 26rem) {
    section {
      padding: 1rem;
    }
    .ask,
    .actions > button {
      flex: 1 1 auto;
    }
    .others > .ask {
      inline-size: 100%;
    }
  }
`;
