// What a screen reader hears. Spoken rarely and in round figures: a countdown that is read out
// every second is noise.

import { byId } from './dom.js';

/** Remaining seconds at which the countdown is spoken, each once per token. */
const SPOKEN_AT = [600, 300, 60, 10];

let lastSpoken = Infinity;

/** Says `text` when the reader has finished what it is saying. */
export function announce(text) {
  byId('announcer').textContent = text;
}

/** Speaks the countdown when it passes one of the round figures. */
export function announceCountdown(seconds) {
  const step = SPOKEN_AT.find((figure) => seconds <= figure && seconds > figure - 5);
  if (step === undefined || step >= lastSpoken) {
    return;
  }
  lastSpoken = step;
  announce(step >= 60
    ? `The token renews in about ${step / 60} minute${step === 60 ? '' : 's'}.`
    : `The token renews in a few seconds.`);
}

/** A new token: its countdown may be spoken again. */
export function countdownStarted() {
  lastSpoken = Infinity;
}
