// Runs one TypeScript file of the project (bench, drill) with the same Node and the same settings as the product.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { onProjectNode } from './runtime.mjs';

await onProjectNode(import.meta.url, async () => {
  const [file] = process.argv.splice(2, 1);
  if (file === undefined) throw new Error('usage: node bin/run.mjs FILE [arguments]');
  await import(pathToFileURL(path.resolve(file)).href);
});
