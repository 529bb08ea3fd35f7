import { createElement, Fragment, type ReactNode } from 'react';
import { useProvided } from './context.js';

interface SignedProps {
  children?: ReactNode;
}

/**
 * Shows its children while somebody is signed in. They stay when the session ends by itself, so
 * that nothing typed is lost while the person signs in again in place; for another person they
 * begin anew.
 */
export function SignedIn({ children }: SignedProps) {
  const { presence } = useProvided();
  return presence.is === 'in' ? createElement(Fragment, { key: presence.user }, children) : null;
}

/** Shows its children while nobody is signed in. While that is not known yet it shows nothing. */
export function SignedOut({ children }: SignedProps) {
  return useProvided().presence.is === 'out' ? createElement(Fragment, null, children) : null;
}
