import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const sdk = fileURLToPath(new URL('../../../sdk/browser/src', import.meta.url));

export default defineConfig({
  plugins: [react()],
  resolve: {
    // The SDK as it stands in this repository. In an application of your own, install the package
    // and leave this out.
    alias: [
      { find: /^@tidelock\/browser$/, replacement: `${sdk}/index.ts` },
      { find: /^@tidelock\/browser\/react$/, replacement: `${sdk}/react/index.ts` },
    ],
    // Its elements and React bindings take these from here, and not a second copy from there.
    dedupe: ['react', 'react-dom', 'lit'],
  },
  // A file that stands in the page as data: would need an exception in the content policy.
  build: { assetsInlineLimit: 0, chunkSizeWarningLimit: 400 },
});
