import axe from 'axe-core';
import type { Page } from 'playwright-core';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds wrong on the page, one line each. */
export async function breachesOf(page: Page): Promise<string[]> {
  // Evaluated by the browser's debugger: the content policy of the page stays as it is.
  await page.evaluate(axe.source);
  return page.evaluate(`
    axe.run({ runOnly: ${JSON.stringify(RULES)} }).then(({ violations }) => violations.flatMap(
      ({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 120))))`);
}
