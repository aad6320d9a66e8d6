#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { onProjectNode } from './runtime.mjs';

await onProjectNode(import.meta.url, async () => {
  // What the environment already has wins over the file.
  const settings = fileURLToPath(new URL('../.env', import.meta.url));
  if (existsSync(settings)) process.loadEnvFile(settings);
  const { main } = await import('../src/cli/main.ts');
  process.exitCode = await main(process.argv.slice(2));
});
