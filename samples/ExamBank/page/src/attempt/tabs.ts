import type { Answer } from './answers.js';

/** Tells the other tabs of this browser that write the same attempt what was saved. */
export function joinTabs(user: string, attempt: number) {
  // Without the channel a tab sees what others wrote when it is looked at: it loads anew then.
  const channel =
    typeof BroadcastChannel === 'undefined'
      ? null
      : new BroadcastChannel(`exambank.${user}.${attempt}`);
  return {
    tell: (question: string, answer: Answer) => channel?.postMessage({ question, answer }),
    listen(heard: (question: string, answer: Answer) => void) {
      channel?.addEventListener('message', ({ data }) => heard(data.question, data.answer));
    },
    leave: () => channel?.close(),
  };
}
