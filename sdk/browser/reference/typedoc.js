import { entries } from '../entries.js';

/** The reference of the SDK, one page for each entry, beside its checksum. */
export const out = '../../../docs/reference/browser-sdk';

export default {
  entryPoints: Object.values(entries).map((source) => `../${source}`),
  tsconfig: '../tsconfig.build.json',
  plugin: ['typedoc-plugin-markdown'],
  router: 'module',
  out,
  readme: 'none',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  disableSources: true,
  useCodeBlocks: true,
  excludeExternals: true,
  excludePrivate: true,
  excludeInternal: true,
  logLevel: 'Error',
};
