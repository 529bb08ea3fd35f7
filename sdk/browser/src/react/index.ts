/**
 * A session for React 18 and later: a provider, hooks, and the elements as components.
 *
 * @packageDocumentation
 */
export { TidelockProvider, type TidelockProviderProps } from './context.js';
export {
  useAccessToken,
  useSession,
  useSessionWarning,
  type UsedSession,
  type UsedWarning,
  type UseSessionWarningOptions,
} from './hooks.js';
export {
  SessionList,
  SessionWarning,
  type SessionListProps,
  type SignedInDetail,
  type SessionWarningProps,
} from './elements.js';
export { SignedIn, SignedOut } from './signed.js';
