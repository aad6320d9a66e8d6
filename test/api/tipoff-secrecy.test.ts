import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOutboxPost } from '../../activities/mail.ts';
import { createPerformNotice } from '../../activities/papers.ts';
import { createPerform } from '../../activities/perform.ts';
import { createBlobs } from '../../db/blob.ts';
import { addMs, type SealedEvent } from '../../src/core/index.ts';
import { createEventLog } from '../../src/ledger/log.ts';
import { logSeeds } from '../../src/ledger/log-key.ts';
import { createPapers } from '../../src/ledger/notices.ts';
import { createPress } from '../../workers/press.ts';
import { memoryLog, words } from '../live/stand.ts';
import { takenApart } from '../package/files.ts';
import { appointCustodian } from './custodian.ts';
import { call, logIn, PASSWORD, START, type Stand, startStand } from './stand.ts';

const IDENTITY = {
  name: '欧阳举报',
  contact: '13812345678',
  joint: [{ name: '司徒联名', contact: 'situ@example.test' }],
};
const SECRETS = [IDENTITY.name, IDENTITY.contact, '司徒联名', 'situ@example.test'];

let stand: Stand;
let folder: string;
const log = memoryLog();
/** Every text and byte that anybody could lay hands on, by where it was found. */
const found: { readonly where: string; readonly bytes: Buffer }[] = [];
const keep = (where: string, text: string | Buffer) => found.push({ where, bytes: Buffer.from(text) });

beforeAll(async () => {
  stand = await startStand();
  ({ folder } = stand);
});
afterAll(() => stand.close());

/** Papers and mails go out, as files of the outbox. */
async function dispatch(): Promise<void> {
  const { ledger, db, clock } = stand;
  const mail = createOutboxPost({ folder: path.join(folder, 'outbox'), from: 'duban@localhost' });
  const now = () => clock.now;
  const press = createPress({ ledger, db, now, dataDir: folder });
  const papers = createPapers({ ledger, db, blobs: createBlobs(db.knex, path.join(folder, 'blobs')), press, now });
  const carry = createPerformNotice({ ledger, papers, mail, words, publicUrl: 'https://duban.example' });
  for (let turn = 0; turn < 3; turn++)
    for (const delivery of await ledger.deliveries({ state: 'due', limit: 500 })) {
      if (delivery.channel !== 'notice') continue;
      const { result } = await carry(delivery);
      if (result === 'sent') await ledger.delivered(delivery.id, { state: 'sent' });
    }
  const perform = createPerform({
    ledger,
    channels: [mail],
    words,
    log,
    heartbeat: () => undefined,
    now,
    publicUrl: '',
  });
  await perform({ except: [] });
}

/** Every file below a folder; packages and office files are taken apart, mails decoded with what hangs on them. */
async function readAll(place: string): Promise<void> {
  for (const entry of readdirSync(place, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const bytes = readFileSync(file);
    keep(file, bytes);
    if (bytes.toString('latin1', 0, 4) === 'PK\u0003\u0004')
      for (const [name, inner] of await takenApart(file)) keep(`${file}/${name}`, inner);
    if (!entry.name.endsWith('.eml')) continue;
    const { text = '', html, subject = '', attachments } = await simpleParser(bytes);
    keep(`${file}/text`, `${subject}\n${text}\n${html || ''}`);
    for (const [nth, { content }] of attachments.entries()) {
      const copy = path.join(folder, 'attached', `${nth}-${randomUUID()}`);
      mkdirSync(path.dirname(copy), { recursive: true });
      writeFileSync(copy, content);
      if (content.toString('latin1', 0, 4) === 'PK\u0003\u0004')
        for (const [name, inner] of await takenApart(copy)) keep(`${file}/${nth}/${name}`, inner);
    }
  }
}

describe('invariant 10: from a stranger’s report to a hazard, an answer and a reward', () => {
  it('who reported is in no byte of database, write-ahead log, mails, papers, export, answers and log lines', async () => {
    const custodian = await appointCustodian(stand);
    const office = await logIn(stand, 'office');
    const chief = await logIn(stand, 'chief');
    await chief.post('/session/confirm', { password: PASSWORD });
    const body = { requestId: randomUUID(), matter: '仓库违规住人', where: '三号仓库', identity: IDENTITY };
    const sent = await call(stand.url, 'POST', '/api/v1/public/tipoffs', { body });
    const { caseId, receipt } = sent.body;
    keep('intake', sent.text);
    const does = async (type: string, payload: object = {}, id = caseId) => {
      stand.clock.now = addMs(stand.clock.now, 60_000);
      const done = await office.act(id, type, payload);
      expect([type, done.status]).toEqual([type, 200]);
      keep(type, done.text);
    };
    await does('triageTipoff', { to: 'street.safetyOffice' });
    await does('acceptTipoff');
    await does('openHazard', { unit: 'U1', kind: 'living', where: '仓库', what: '违规住人', found: START });
    const hazard = (await office.get(`/cases/${caseId}`)).body.facts.hazards[0];
    await stand.ledger.settle(hazard);
    await does('gradeHazard', { facts: { threatensLife: false, estimatedDays: 2 } }, hazard);
    await does('orderRectification', {}, hazard);
    await does('concludeTipoff', { result: '属实', fine: 10_000 });
    await does('answerTipoff');
    await does('offerReward');
    const act = { code: receipt, commandId: randomUUID(), act: 'claim' };
    expect((await call(stand.url, 'POST', '/api/v1/public/tipoffs/acts', { body: act })).status).toBe(200);
    const seen = await chief.post(`/tipoffs/${caseId}/identity`, { motive: '核对领奖人', ...custodian });
    // The custodian alone reads it: with it the search itself is shown to find what is there.
    expect(SECRETS.filter((secret) => !seen.text.includes(secret))).toEqual([]);
    await does('payReward', { to: 'first' });
    expect((await office.get(`/cases/${caseId}`)).body.stage).toBe('closed');

    await dispatch();
    const sequencer = createEventLog({ db: stand.db, origin: 'a.example/duban', seeds: logSeeds({ dataDir: folder }) });
    await sequencer.sequence(stand.clock.now);
    const auditor = await logIn(stand, 'auditor');
    const exported = await fetch(`${stand.url}/api/v1/export?all=true`, { headers: { cookie: auditor.cookie } });
    mkdirSync(path.join(folder, 'taken'), { recursive: true });
    writeFileSync(path.join(folder, 'taken', 'package.zip'), Buffer.from(await exported.arrayBuffer()));

    for (const client of [office, auditor])
      for (const read of ['/cases', '/desk', '/late', '/inbox', '/access-log', '/tipoffs/statistics?quarter=2025-Q1'])
        keep(read, (await client.get(read)).text);
    for (const id of [caseId, hazard])
      for (const read of ['', '/events', '/allowed', '/notices', '/replay', '/fact-sheet'])
        keep(`${id}${read}`, (await auditor.get(`/cases/${id}${read}`)).text);
    keep('status', (await call(stand.url, 'POST', '/api/v1/public/tipoffs/status', { body: { code: receipt } })).text);
    keep('log lines', `${JSON.stringify(stand.lines)}${log.lines.join('\n')}`);
    await stand.db.knex.raw('VACUUM INTO ?', [path.join(folder, 'copy.db')]);
    await readAll(folder);

    const places = found.map(({ where }) => where);
    for (const part of [
      /ledger\.db$/,
      /ledger\.db-wal$/,
      /\.eml\/text$/,
      /document\.xml$/,
      /events\.jsonl$/,
      /copy\.db$/,
    ])
      expect([String(part), places.some((where) => part.test(where))]).toEqual([String(part), true]);
    const secrets = [...SECRETS, receipt, receipt.replaceAll('-', ''), body.requestId];
    const inPlace = new Set(['intake']);
    const leaks = found.flatMap(({ where, bytes }) =>
      secrets
        .filter((secret) => [secret, Buffer.from(secret, 'utf16le')].some((one) => bytes.includes(one)))
        .filter((secret) => !(inPlace.has(where) && secret === receipt))
        .map((secret) => `${where}: ${secret}`),
    );
    expect(leaks).toEqual([]);
    // The hazard says that somebody reported, and nothing that leads to whom or which report.
    const events: readonly SealedEvent[] = await stand.ledger.events(hazard);
    expect(JSON.stringify(events)).not.toContain(caseId);
    expect(events[0]?.payload.source).toBe('tipoff');
  }, 60_000);
});
