#!/usr/bin/env node
import { onProjectNode } from './runtime.mjs';

await onProjectNode(import.meta.url, async () => {
  const { main } = await import('../src/cli/main.ts');
  process.exitCode = await main(process.argv.slice(2));
});
