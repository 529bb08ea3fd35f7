import { Chromium } from './chromium.js';
import type { Engine } from './engine.js';
import { Firefox } from './firefox.js';
import { WebKit } from './webkit.js';

export const ENGINES: Engine[] = [Chromium, Firefox, WebKit];
