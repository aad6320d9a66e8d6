import { parentPort, Worker, workerData } from 'node:worker_threads';
import { type Database, openDatabase } from '../../db/open.ts';
import { readHoldings } from '../../db/post.ts';
import { kinds } from '../core/index.ts';
import { openPacked, type Period, packHistory } from '../ledger/export.ts';
import { compareSides, WhatIfError, type WhatIfReport } from '../simulator/what-if.ts';
import { type PlayedSide, playSide } from '../simulator/what-if-side.ts';
import { type Answer, CELL, THREAD_LIMITS, type ThenTask, type WhatIfTask } from './what-if-task.ts';
import { draftTerms, publishedTerms, termsByPin } from './what-if-terms.ts';

// One thread reads the ledger and plays the draft, a second one it starts plays the rules of then: two cores, one copy of the history.

type Task = WhatIfTask | ThenTask;

const task = workerData as Task | undefined;
if (parentPort && (task?.role === 'lead' || task?.role === 'own')) await work(task);

async function work(one: Task): Promise<void> {
  const answer = one.role === 'lead' ? await answerOf(lead(one)) : await answerOf(playThen(one));
  parentPort?.postMessage(answer);
}

async function answerOf<Result>(doing: Promise<Result>): Promise<Answer<Result>> {
  try {
    return { result: await doing };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'internal-error';
    // A driver's own words may hold values of the record.
    const known =
      error instanceof WhatIfError ||
      code === 'ledger-unavailable' ||
      code === 'rule-set-invalid' ||
      code === 'calendar-invalid';
    return {
      failure: {
        code: known ? code : 'internal-error',
        message:
          known && error instanceof Error
            ? error.message
            : `推演出错（${error instanceof Error ? error.name : typeof error}），没有完成。`,
      },
    };
  }
}

async function lead({ location, period, draft: body, until, control }: WhatIfTask): Promise<WhatIfReport> {
  const cells = new Int32Array(control);
  const db = await openDatabase(location);
  const gathered = await gather(db, period, body, cells).finally(() => db.close());
  const { packed, draft, terms, held } = gathered;
  Atomics.store(cells, CELL.total, packed.length);
  const history = openPacked(packed);
  const own = inSecondThread({ role: 'own', packed, terms, until, control });
  const other = playSide({ kinds, history, rules: { draft }, until, ...watched(cells, CELL.draft) });
  const [thenSide, draftSide] = await Promise.all([own, other]).catch((error: unknown) => {
    // Whichever thread is still at work must not go on for nothing.
    Atomics.store(cells, CELL.stop, 1);
    throw error;
  });
  return compareSides({
    history,
    own: thenSide,
    draft: draftSide,
    budget: draft.rules.messages.budgetPerPersonPerDay,
    held,
  });
}

async function gather(db: Database, period: Period, body: string, cells: Int32Array) {
  const draft = await draftTerms(db, body);
  const packed = await packHistory(db, period, (events) => {
    Atomics.store(cells, CELL.read, events);
    if (Atomics.load(cells, CELL.stop) === 1)
      throw new WhatIfError('cancelled', '推演已按要求停止，没有留下任何结果。');
  });
  const held = (await readHoldings(db.knex)).map(({ organisation, post, ...one }) => ({
    ...one,
    post: organisation === '' ? post : `${post}@${organisation}`,
  }));
  return { draft, packed, held, terms: await publishedTerms(db, packed.pins) };
}

function watched(cells: Int32Array, cell: number) {
  return {
    onProgress: (done: number) => void Atomics.store(cells, cell, done),
    cancelled: () => Atomics.load(cells, CELL.stop) === 1,
  };
}

async function playThen({ packed, terms, until, control }: ThenTask): Promise<PlayedSide> {
  return playSide({
    kinds,
    history: openPacked(packed),
    rules: { own: termsByPin(terms) },
    until,
    ...watched(new Int32Array(control), CELL.own),
  });
}

async function inSecondThread(data: ThenTask): Promise<PlayedSide> {
  const worker = new Worker(new URL(import.meta.url), { workerData: data, resourceLimits: THREAD_LIMITS });
  const answer = await new Promise<Answer<PlayedSide>>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the second thread ended without an answer')));
  });
  await worker.terminate();
  if ('failure' in answer) throw new WhatIfError(answer.failure.code as WhatIfError['code'], answer.failure.message);
  return answer.result;
}
