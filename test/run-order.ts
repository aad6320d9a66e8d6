import path from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take more than some seconds, the longest first: begun last, one of them would run on alone. */
const LONGEST_FIRST = [
  'live/scenarios',
  'live/unattended',
  'drill/drill',
  'live/ladder-mails',
  'ledger/counts',
  'live/case',
  'cli/start',
  'workers/temporal-server',
  'core/invariants',
  'cli/what-if',
  'activities/messages',
  'ledger/postgres',
  'api/what-if',
  'cli/backup',
  'cli/conformance',
  'package/attacks',
  'package/zip',
  'workers/sweeper',
  'cli/verify',
  'ledger/scenarios',
  'ledger/export',
  'live/papers',
  'simulator/what-if',
];

/** The order of the files in a run, the same on every machine: a fresh clone knows no durations. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => groupOf(a) - groupOf(b) || byProject(a, b) || placeOf(a) - placeOf(b));
  }
}

function groupOf({ project }: TestSpecification): number {
  return project.config.sequence.groupOrder;
}

/** Pure tests come last: files that share their modules must follow each other. */
function byProject(a: TestSpecification, b: TestSpecification): number {
  return Number(b.project.config.isolate) - Number(a.project.config.isolate);
}

function placeOf({ moduleId }: TestSpecification): number {
  const name = path
    .relative(import.meta.dirname, moduleId)
    .replaceAll(path.sep, '/')
    .replace(/\.test\.ts$/, '');
  const place = LONGEST_FIRST.indexOf(name);
  return place === -1 ? LONGEST_FIRST.length : place;
}
