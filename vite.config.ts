import path from 'node:path';
import { defineConfig } from 'vite';

const root = import.meta.dirname;

// The web application: built into dist/web and served by the API process; in development served by vite, which hands /api on.
export default defineConfig({
  root: path.join(root, 'src/web'),
  // The server puts a fresh nonce in its place with every page (src/api/web.ts).
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: path.join(root, 'dist/web'),
    emptyOutDir: true,
    manifest: 'manifest.json',
    // Telephones that are five years old.
    target: ['es2020', 'chrome87', 'safari14'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // The public tip-off page is an entry of its own: it loads nothing of the desk.
    rollupOptions: {
      input: { index: path.join(root, 'src/web/index.html'), tipoff: path.join(root, 'src/web/tipoff.html') },
    },
  },
  server: {
    port: 5173,
    proxy: { '/api': 'http://127.0.0.1:8080', '/docs': 'http://127.0.0.1:8080' },
  },
});
