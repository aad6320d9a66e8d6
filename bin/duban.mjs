#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { onProjectNode } from './runtime.mjs';

/** From the end of a command to the end of its process. */
const LONGEST_GOODBYE_MS = 2_000;

await onProjectNode(import.meta.url, async () => {
  // What the environment already has wins over the file.
  const settings = fileURLToPath(new URL('../.env', import.meta.url));
  if (existsSync(settings)) process.loadEnvFile(settings);
  const { main } = await import('../src/cli/main.ts');
  process.exitCode = await main(process.argv.slice(2));
  // Everything of ours is closed by now. What a library still holds (an attempt to connect that a silent Temporal never answers cannot be
  // taken back) must not keep Ctrl-C waiting; the timer itself keeps nobody.
  setTimeout(() => process.exit(), LONGEST_GOODBYE_MS).unref();
});
