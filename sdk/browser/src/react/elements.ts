import { createElement, useEffect, useRef, type CSSProperties, type ReactNode } from 'react';
import type { SignedOut } from '../api.js';
import type { SessionList as ListElement } from '../elements/sessions/sessions.js';
import type { SessionWarning as WarningElement } from '../elements/warning/warning.js';
import type { Texts } from '../elements/texts/en.js';
import type { SessionInfo } from '../session/token.js';
import { useProvided } from './context.js';

interface ElementProps {
  /** Texts in other words. */
  texts?: Partial<Texts>;
  lang?: string;
  id?: string;
  className?: string;
  style?: CSSProperties;
  /** The person chose to sign out. */
  onSignedOut?: (event: CustomEvent<SignedOut>) => void;
}

/** The detail of `onSignedIn`. */
export interface SignedInDetail {
  /** The user's id. */
  user: string;
  /** Whether it is the one whose page this is. */
  isSamePerson: boolean;
}

export interface SessionWarningProps extends ElementProps {
  /** How long before the end to warn, in seconds, from 20 to 3600. Default: 300. */
  before?: number;
  /** A name with which the form begins. */
  username?: string;
  /** A form of the application's own, in place of the one that asks for name and password. */
  children?: ReactNode;
  /** The server confirmed that the person stays. */
  onStayed?: (event: CustomEvent<{ session: SessionInfo }>) => void;
  /** Somebody signed in in place. `preventDefault` says that the application sees to the page. */
  onSignedIn?: (event: CustomEvent<SignedInDetail>) => void;
}

export interface SessionListProps extends ElementProps {}

/** `<tidelock-session-warning>`. */
export function SessionWarning({ before, username, children, ...rest }: SessionWarningProps) {
  const properties = { warnBefore: before ?? 300, username: username ?? '' };
  const form = children && createElement('div', { slot: 'sign-in' }, children);
  return useElement<WarningElement>('tidelock-session-warning', rest, properties, form);
}

/** `<tidelock-sessions>`. */
export function SessionList(props: SessionListProps) {
  return useElement<ListElement>('tidelock-sessions', props, NONE);
}

const NONE = {};
const EVENTS = {
  onStayed: 'tidelock-stayed',
  onSignedIn: 'tidelock-signed-in',
  onSignedOut: 'tidelock-signed-out',
} as const;

type Listeners = { [K in keyof typeof EVENTS]?: (event: never) => void };

/**
 * React 18 sets only attributes of an element that it does not know, and listens to none of its
 * events: what is no attribute is set here.
 */
function useElement<E extends HTMLElement>(
  name: string,
  { texts, className, onStayed, onSignedIn, onSignedOut, ...attributes }: ElementProps & Listeners,
  properties: object,
  children?: ReactNode,
) {
  const { session } = useProvided();
  const ref = useRef<E>(null);
  const listeners = useRef<Listeners>(NONE);

  useEffect(() => {
    // Not before: a server that renders this has no elements.
    void import('../elements/index.js').then(({ defineElements }) => defineElements());
  }, []);

  useEffect(() => {
    listeners.current = { onStayed, onSignedIn, onSignedOut };
    Object.assign(ref.current!, { session, texts: texts ?? NONE, ...properties });
  });

  useEffect(() => {
    const element = ref.current!;
    const stops = (Object.keys(EVENTS) as (keyof typeof EVENTS)[]).map((key) => {
      const listener = (event: Event) => listeners.current[key]?.(event as never);
      element.addEventListener(EVENTS[key], listener);
      return () => element.removeEventListener(EVENTS[key], listener);
    });
    return () => stops.forEach((stop) => stop());
  }, []);

  return createElement(name, { ...attributes, class: className, ref }, children);
}
