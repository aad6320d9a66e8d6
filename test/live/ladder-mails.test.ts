import { createHash } from 'node:crypto';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CaseId, Instant, NoticeState } from '../../src/core/index.ts';
import { addMs } from '../../src/core/instant.ts';
import { type Engine, runScenario } from '../../src/simulator/run.ts';
import { parseScenarios, type Scenario } from '../../src/simulator/scenario.ts';
import { type SmtpStand, startSmtp } from '../activities/smtp.ts';
import { shipped } from '../core/office.ts';
import { shiftScenario, shiftTerms } from '../simulator/shift.ts';
import { type LiveEngine, openLiveEngine } from './live-engine.ts';
import { temporaryFolder, until } from './stand.ts';

const terms = shiftTerms(shipped('rules.default.json'), shipped('calendar.cn-2024-2026.json'));
const scenario = parseScenarios(shipped('scenarios.json'))
  .filter(({ id }) => id === 't2-lapse-to-interview')
  .map(shiftScenario)[0] as Scenario;
const LONG_AGO = '2020-01-01T00:00:00+08:00';

const folder = temporaryFolder();
let smtp: SmtpStand;
let engine: LiveEngine;

beforeAll(async () => {
  smtp = await startSmtp();
  engine = await openLiveEngine({
    location: { sqlite: path.join(folder.path, 'duban.db') },
    terms,
    start: addMs(scenario.inputs[0]?.at ?? '', -3_600_000),
    registers: {
      posts: [{ organisation: 'V1', name: 'village.deputyHead', label: '副主任' }],
      holdings: [{ organisation: 'V1', post: 'village.deputyHead', person: 'p-village', validFrom: LONG_AGO }],
    },
    smtpUrl: smtp.url,
  });
});
afterAll(async () => {
  await engine?.close();
  await smtp?.close();
  folder.end();
});

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** What only a person knows of an interview, by field of its notice. */
const KNOWN = { place: '街道办事处三楼会议室', attendees: '街道安办、前村' } as const;

async function papers(): Promise<readonly NoticeState[]> {
  const rows: { case_id: CaseId }[] = await engine.db.knex('case_view').where({ kind: 'notice' }).select('case_id');
  return (await Promise.all(rows.map((row) => engine.state(row.case_id)))) as NoticeState[];
}

/** The office writes into the signed notice what is missing, and somebody else of the office reviews it: only then may it go out. */
async function complete(at: Instant): Promise<void> {
  const notice = async () => (await papers()).find((one) => one.notice === 'interviewNotice' && one.stage === 'draft');
  await until(async () => (await notice()) !== undefined, 60_000);
  const { caseId, missing } = (await notice()) as NoticeState;
  expect([...missing].sort()).toEqual(Object.keys(KNOWN).sort());
  const acts = [
    ['completeNotice', { values: KNOWN }, 'p-desk'],
    ['reviewNotice', {}, 'p-deputy'],
  ] as const;
  for (const [type, payload, person] of acts) {
    const actor = { post: 'street.safetyOffice', person };
    const request = {
      kind: 'notice',
      caseId,
      name: caseId,
      type,
      payload,
      actor,
      at,
      recordedAt: at,
      commandId: type,
    } as const;
    expect(await engine.record(request), type).toMatchObject({ ok: true });
  }
}

/** The scenario's engine, with people who complete the interview's notice as soon as it has been signed. */
function withPeople(live: LiveEngine): Engine {
  return {
    ...live,
    async record(request) {
      const outcome = await live.record(request);
      if (outcome.ok && request.payload.notice === 'interviewNotice') await complete(request.recordedAt);
      return outcome;
    },
  };
}

it('given a ladder from the lapse to the interview, every paper arrives as a mail with both files as signed, and in Chinese', async () => {
  const run = await runScenario(scenario, withPeople(engine));
  expect(run.differences).toEqual([]);
  await engine.finish();

  const served = (await papers()).filter(({ services }) => services.length > 0);
  expect(new Set(served.map(({ notice }) => notice))).toEqual(
    new Set(['prompt', 'notification', 'warning', 'criticism', 'interviewNotice', 'urgeNotice']),
  );

  const mails = await smtp.mails();
  const ids = mails.map(({ messageId }) => messageId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { made, title, notice, caseId } of served) {
    const mail = mails.find(({ attachments }) => attachments.some(({ content }) => sha256(content) === made?.pdf));
    const files = mail?.attachments.map(({ filename, content }) => [filename, sha256(content)]).sort();
    expect(files, notice).toEqual([
      [`${title}（${made?.reference}）.docx`, made?.docx],
      [`${title}（${made?.reference}）.pdf`, made?.pdf],
    ]);
    expect(mail?.subject).toBe(`【${notice}】${notice}：${title}（${caseId}）`);
    expect(mail?.from?.text).toContain('督办系统');
  }
  // On the wire the headers are plain ASCII: no relay can spoil them.
  for (const raw of smtp.raw) expect(raw.slice(0, raw.indexOf('\r\n\r\n'))).toMatch(/^[\x20-\x7e\r\n\t]*$/);
  console.info(`${served.length} papers served, ${mails.length} mails`);
});
