import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildWorkflowBundle, type WorkflowBundle } from '../../workers/bundle.ts';
import { quiet, temporaryFolder } from '../live/stand.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const histories = readdirSync(path.join(here, '../histories'))
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({
    name,
    history: JSON.parse(readFileSync(path.join(here, '../histories', name), 'utf8')) as {
      events: { timerStartedEventAttributes?: { workflowTaskCompletedEventId: string } }[];
    },
  }));

const folder = temporaryFolder();
let release: WorkflowBundle;

beforeAll(async () => {
  quiet();
  release = await buildWorkflowBundle({ cacheFolder: folder.path });
});
afterAll(() => folder.end());

/** Replays a history of any version; rejects when the code would order something else than was ordered then. */
async function replay(bundle: WorkflowBundle, history: object): Promise<void> {
  await Worker.runReplayHistory({ workflowBundle: { codePath: bundle.codePath } }, history);
}

describe('recorded histories', () => {
  test('exist for every shape of the loop', () => {
    expect(histories.map(({ name }) => name.split('.')[0])).toEqual(
      expect.arrayContaining([
        'hazard-lapsed-and-closed-out',
        'hazard-cancelled-database-away-continued',
        'hazard-open',
        'matter-a',
        'matter-b',
        'dispatcher',
      ]),
    );
  });

  test.each(histories)('$name replays with the release bundle', async ({ history }) => {
    await replay(release, history);
  });

  for (const fold of ['fold-changed', 'fold-throws']) {
    describe(`with another machine (${fold})`, () => {
      let other: WorkflowBundle;
      beforeAll(async () => {
        other = await buildWorkflowBundle({ cacheFolder: folder.path, foldModule: path.join(here, `${fold}.ts`) });
        expect(other.codePath).not.toBe(release.codePath);
        expect(readFileSync(other.codePath, 'utf8')).toContain(fold);
      });

      test.each(histories)('$name orders the same', async ({ history }) => {
        await replay(other, history);
      });
    });
  }

  test('a history that does not fit is noticed', async () => {
    const { history } = histories.find(({ name }) => name.startsWith('hazard-open')) as (typeof histories)[number];
    // As if the code of that time had published attributes where ours arms a timer.
    const bent = {
      ...history,
      events: history.events.map((event) =>
        event.timerStartedEventAttributes === undefined ? event : upsertInstead(event),
      ),
    };
    await expect(replay(release, bent)).rejects.toMatchObject({ name: 'DeterminismViolationError' });
  });
});

function upsertInstead({
  timerStartedEventAttributes: timer,
  ...event
}: (typeof histories)[number]['history']['events'][number]) {
  return {
    ...event,
    eventType: 'EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES',
    upsertWorkflowSearchAttributesEventAttributes: {
      workflowTaskCompletedEventId: timer?.workflowTaskCompletedEventId,
    },
  };
}
