import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Figure, line, reached } from './figure.ts';

/** One file a subject, loaded when it is asked for. */
const SUBJECTS: { readonly [name: string]: () => Promise<readonly Figure[]> } = {
  record: async () => (await import('./record.ts')).benchRecord(),
  http: async () => (await import('./http.ts')).benchHttp(),
  size: async () => (await import('./size.ts')).benchSize(),
  temporal: async () => (await import('./temporal.ts')).benchTemporal(),
  clocks: async () => (await import('./clocks.ts')).benchClocks(),
  start: async () => (await import('./start.ts')).benchStart(),
  replay: async () => (await import('./replay.ts')).benchReplay(),
  simulator: async () => (await import('./simulator.ts')).benchSimulator(),
  'what-if': async () => (await import('./what-if.ts')).benchWhatIf(),
  mail: async () => (await import('./mail.ts')).benchMail(),
  notices: async () => (await import('./notices.ts')).benchNotices(),
  log: async () => (await import('./log.ts')).benchLog(),
  deadline: async () => (await import('./deadline.ts')).benchDeadline(),
  list: async () => (await import('./list.ts')).benchList(),
  live: async () => (await import('./live.ts')).benchLive(),
  registers: async () => (await import('./registers.ts')).benchRegisters(),
  returns: async () => (await import('./returns.ts')).benchReturns(),
  package: async () => (await import('./package.ts')).benchPackage(),
};

const [, , ...asked] = process.argv;
const unknown = asked.filter((name) => !Object.hasOwn(SUBJECTS, name));
if (unknown.length > 0) {
  process.stdout.write(`npm run bench -- [${Object.keys(SUBJECTS).join('|')}]…\n`);
  process.exit(2);
}
process.stdout.write(`${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}, Node ${process.versions.node}\n`);
const figures: Figure[] = [];
for (const name of asked.length === 0 ? Object.keys(SUBJECTS) : asked) {
  const found = await SUBJECTS[name]?.();
  for (const figure of found ?? []) process.stdout.write(`${line(figure)}\n`);
  figures.push(...(found ?? []));
}
const judged = figures.map((figure) => ({ ...figure, reached: reached(figure) }));
const missed = judged.filter((figure) => figure.reached === false).length;
process.stdout.write(
  `${judged.filter((figure) => figure.reached === true).length} targets reached, ${missed} missed; load ${loadavg()[0]?.toFixed(1)}\n`,
);
const file = fileURLToPath(new URL('last.json', import.meta.url));
mkdirSync(fileURLToPath(new URL('.', import.meta.url)), { recursive: true });
writeFileSync(
  file,
  `${JSON.stringify({ cores: cpus().length, load: loadavg()[0], node: process.versions.node, figures: judged }, null, 1)}\n`,
);
// The Temporal SDK and PostgreSQL's pool keep handles of their own.
process.exit();
