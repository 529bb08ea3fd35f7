// The tide gauge: the water ebbs while the token ages, the moon goes round, and a renewal is the
// flood.

import { el, show, svg } from './dom.js';
import { countdown } from './wording.js';

const SIZE = 240;
const CENTRE = SIZE / 2;
const RADIUS = 108;
const WATER_RADIUS = 95;
const ROUND = 2 * Math.PI * RADIUS;

/** The water never runs quite dry and never quite covers the gauge. */
const LOWEST_LEVEL = 0.06;
const HIGHEST_LEVEL = 0.9;

// Both waves repeat every 120 units, so that moving them by 240 closes the loop.
const WAVE = 'M-240 8c20-12 40-12 60 0s40 12 60 0 40-12 60 0 40 12 60 0 40-12 60 0 40 12 60 0 '
  + '40-12 60 0 40 12 60 0 40-12 60 0 40 12 60 0v260H-240z';

/**
 * Builds the gauge in `parent`.
 * @returns {(seconds: number, whole: number) => void} shows the seconds left of `whole`
 */
export function tideGauge(parent) {
  const arc = svg('circle', {
    class: 'arc', cx: CENTRE, cy: CENTRE, r: RADIUS,
    'stroke-dasharray': ROUND, transform: `rotate(-90 ${CENTRE} ${CENTRE})`,
  });
  const moon = svg('g', { class: 'moon' }, svg('circle', {
    cx: CENTRE, cy: CENTRE - RADIUS, r: 9,
  }));
  const water = svg('g', { class: 'water' },
    svg('path', { class: 'wave back', d: WAVE }), svg('path', { class: 'wave front', d: WAVE }));
  const figure = el('span', { class: 'figure' });
  const time = el('div', { class: 'time', role: 'timer', 'aria-live': 'off' },
    figure, el('span', { class: 'soft small' }, 'minutes : seconds'));
  show(parent, drawing(arc, moon, water), time);

  return (seconds, whole) => {
    const left = whole > 0 ? Math.min(1, seconds / whole) : 0;
    const level = LOWEST_LEVEL + left * (HIGHEST_LEVEL - LOWEST_LEVEL);
    arc.setAttribute('stroke-dashoffset', String(ROUND * (1 - left)));
    moon.style.transform = `rotate(${left * 360}deg)`;
    const top = CENTRE + WATER_RADIUS - level * 2 * WATER_RADIUS;
    water.style.transform = `translateY(${top.toFixed(1)}px)`;
    figure.textContent = countdown(seconds);
  };
}

function drawing(arc, moon, water) {
  return svg('svg', { viewBox: `0 0 ${SIZE} ${SIZE}`, 'aria-hidden': 'true' },
    svg('clipPath', { id: 'basin' }, svg('circle', {
      cx: CENTRE, cy: CENTRE, r: WATER_RADIUS,
    })),
    svg('circle', { class: 'basin', cx: CENTRE, cy: CENTRE, r: WATER_RADIUS }),
    svg('g', { 'clip-path': 'url(#basin)' }, water),
    svg('circle', { class: 'track', cx: CENTRE, cy: CENTRE, r: RADIUS }),
    arc, moon);
}
