import { useEffect, useRef, useState } from 'react';
import type { Attempt } from '../api.js';
import type { Answers } from './answers.js';

/** From here on the clock is shown in another colour, and spoken; seconds. */
const SOON = 120;

/** The server takes answers for five seconds more; then it is asked how things stand. */
const SURELY_OVER = 6000;

/** How often the server's time is asked for anew; milliseconds. */
const RESYNC = 60_000;

interface Props {
  attempt: Attempt;
  answers: Answers;
  /** Asks the server anew. */
  onOver(): void;
}

/**
 * The time left as the server told it, counted on from there without looking at the time of day,
 * which may be wrong here.
 */
export function Clock({ attempt, answers, onOver }: Props) {
  const [left, setLeft] = useState(attempt.secondsLeft);
  const [spoken, setSpoken] = useState('');
  const latest = useRef({ answers, onOver });
  latest.current = { answers, onOver };

  useEffect(() => {
    const since = performance.now();
    const now = () => Math.max(0, attempt.secondsLeft - (performance.now() - since) / 1000);
    let over: ReturnType<typeof setTimeout> | undefined;
    const tick = setInterval(() => {
      const seconds = now();
      setLeft(seconds);
      setSpoken(seconds > SOON ? '' : `${Math.ceil(seconds / 60)} minutes left`);
      if (seconds === 0 && !over && !attempt.isOver) {
        void latest.current.answers.flush();
        over = setTimeout(() => latest.current.onOver(), SURELY_OVER);
      }
    }, 250);
    const resync = setInterval(() => latest.current.onOver(), RESYNC);
    return () => {
      clearInterval(tick);
      clearInterval(resync);
      clearTimeout(over);
    };
  }, [attempt]);

  const whole = Math.ceil(left);
  const text = `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
  return (
    <div className={left <= SOON ? 'clock soon' : 'clock'}>
      <span role="timer" aria-label="Time left">
        {attempt.isOver ? 'Over' : text}
      </span>
      <span className="unseen" aria-live="polite">
        {spoken}
      </span>
    </div>
  );
}
