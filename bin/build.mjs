#!/usr/bin/env node
// Builds the web application into dist/web; nothing is done if what stands there was made from these sources.
import { onProjectNode } from './runtime.mjs';

await onProjectNode(import.meta.url, async () => {
  const { ensureWeb } = await import('../src/cli/web-build.ts');
  await ensureWeb((line) => process.stdout.write(`${line}\n`));
});
