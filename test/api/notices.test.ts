import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAccesses } from '../../db/access-log.ts';
import { fileType } from '../../src/api/file-type.ts';
import { addMs } from '../../src/core/index.ts';
import { type Client, hazard, logIn, nextId, type Stand, startStand } from './stand.ts';

let stand: Stand;
let office: Client;
let grid: Client;
let unit: Client;

beforeAll(async () => {
  stand = await startStand();
  [office, grid, unit] = await Promise.all([logIn(stand, 'office'), logIn(stand, 'grid1'), logIn(stand, 'unit1')]);
});
afterAll(() => stand.close());

async function ordered(): Promise<string> {
  const { caseId } = (await grid.post('/hazards', hazard())).body;
  await office.act(caseId, 'gradeHazard', { facts: { threatensLife: false, estimatedDays: 2 } });
  await office.act(caseId, 'orderRectification');
  return caseId;
}

async function drafted(): Promise<string> {
  return (await office.post(`/cases/${await ordered()}/notices`, { seq: 3, nth: 0 })).body.caseId;
}

const binary = (client: Client, bytes: Buffer, type = 'application/octet-stream') =>
  fetch(`${stand.url}/api/v1/blobs`, {
    method: 'POST',
    headers: { cookie: client.cookie, 'x-csrf-token': client.csrf, 'content-type': type },
    body: new Uint8Array(bytes),
  });

const PNG = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.from('picture')]);

describe('papers of a case', () => {
  it('given an order, the paper is owed; drafted by a person it is there once, and waits for its signer', async () => {
    const caseId = await ordered();
    expect((await office.get(`/cases/${caseId}/notices`)).body).toMatchObject({
      papers: [],
      owed: [{ seq: 3, nth: 0, notice: 'rectificationNotice', post: 'unit.head', organisation: 'U1' }],
    });
    expect((await grid.post(`/cases/${caseId}/notices`, { seq: 3, nth: 0 })).status).toBe(403);
    expect((await office.post(`/cases/${caseId}/notices`, { seq: 1, nth: 0 })).status).toBe(404);
    const opened = await office.post(`/cases/${caseId}/notices`, { seq: 3, nth: 0 });
    expect(opened.body).toEqual({ caseId: `${caseId}-N3.0`, stage: 'draft', seq: 1 });
    expect((await office.post(`/cases/${caseId}/notices`, { seq: 3, nth: 0 })).body).toEqual(opened.body);
    expect((await office.get(`/cases/${caseId}/notices`)).body).toMatchObject({
      papers: [{ caseId: `${caseId}-N3.0`, stageLabel: '草稿', missing: [] }],
      owed: [],
    });
  });

  it('shows every figure with its source, and signs with number and files; the preview has no number', async () => {
    const id = await drafted();
    const detail = (await office.get(`/notices/${id}`)).body;
    expect(detail.values).toMatchObject([{ id: 'unit', label: '单位名称', value: '一厂', from: { seq: 3 } }]);
    const preview = await office.get(`/notices/${id}/file.pdf`);
    expect(preview.headers.get('content-type')).toBe('application/pdf');
    expect(decodeURIComponent(preview.headers.get('content-disposition') ?? '')).toContain('草稿');
    const forged = await office.act(id, 'signNotice', { made: { number: 77 } });
    expect(forged.body.event.payload).toMatchObject({ number: 1, made: { reference: '安办〔2025〕1号' } });
    const file = await office.get(`/notices/${id}/file.docx`);
    expect(createHash('sha256').update(file.text).digest('hex')).toBe(
      (await office.get(`/notices/${id}`)).body.files.docx,
    );
  });

  it('a draft is on the desk of who must sign it', async () => {
    const id = await drafted();
    const mine = (await office.get('/desk')).body.items.find((one: { caseId: string }) => one.caseId === id);
    expect(mine).toMatchObject({ label: '文书补充与签发', post: 'street.safetyOffice' });
  });

  it('what a person fills in must be of the template’s types', async () => {
    const id = await drafted();
    const wrong = await office.act(id, 'completeNotice', { values: { unit: 7 } });
    expect([wrong.status, wrong.body.fields]).toEqual([422, { 'values.unit': '单位名称应为文字' }]);
    expect((await office.act(id, 'completeNotice', { values: { unit: '二厂' } })).status).toBe(200);
    expect((await office.act(id, 'completeNotice', {})).body.fields).toHaveProperty('values');
  });

  it('the addressee records his receipt; who is not the signer is refused, and told who may', async () => {
    const id = await drafted();
    const refused = await (await logIn(stand, 'team')).act(id, 'signNotice');
    expect([refused.status, refused.body.code]).toEqual([403, 'not-your-duty']);
    await office.act(id, 'signNotice');
    await office.act(id, 'serveNotice', { method: 'posted', by: '邮政' });
    const mine = (await unit.get(`/cases/${id}/allowed`)).body.mine.map((one: { type: string }) => one.type);
    expect(mine).toContain('recordReceipt');
    stand.clock.now = addMs(stand.clock.now, 1_000);
    expect((await unit.act(id, 'recordReceipt', { by: '王一' })).body.stage).toBe('received');
  });

  it('is seen as its case is once it is signed: not by another village or unit, and of a tip-off by the street alone', async () => {
    const id = await drafted();
    const [village, stranger] = await Promise.all([logIn(stand, 'head1'), logIn(stand, 'unit2')]);
    for (const client of [unit, village]) expect((await client.get(`/notices/${id}`)).status).toBe(404);
    await office.act(id, 'signNotice');
    for (const path of [`/notices/${id}`, `/notices/${id}/file.pdf`, `/cases/${id}/events`]) {
      expect([path, (await village.get(path)).status]).toEqual([path, 200]);
      expect([path, (await stranger.get(path)).status]).toEqual([path, 404]);
    }
    const tip = (
      await office.post('/tipoffs', { commandId: nextId(), channel: 'phone', matter: '夜间生产', where: 'U1' })
    ).body;
    await office.act(tip.caseId, 'triageTipoff', { to: 'street.safetyOffice' });
    await office.act(tip.caseId, 'acceptTipoff');
    const paper = (await office.post(`/cases/${tip.caseId}/notices`, { seq: 3, nth: 0 })).body.caseId;
    expect(paper).toBe(`${tip.caseId}-N3.0`);
    expect((await office.get(`/notices/${paper}`)).status).toBe(200);
    for (const client of [unit, village]) expect((await client.get(`/notices/${paper}`)).status).toBe(404);
    // Whoever looks at a tip-off's paper is on record, as with the tip-off itself.
    await office.get(`/notices/${paper}/file.pdf`);
    const looks = await readAccesses(stand.db.knex, paper, 10);
    expect(looks.map(({ account, act }) => [account, act])).toEqual([
      ['office', 'read'],
      ['office', 'read'],
    ]);
    expect((await readAccesses(stand.db.knex, id, 10)).filter(({ act }) => act === 'read')).toEqual([]);
    const listed = (await unit.get('/cases?kind=notice&limit=200')).body.cases.map(
      (one: { caseId: string }) => one.caseId,
    );
    expect(listed).toContain(id);
    expect(listed).not.toContain(paper);
  });
});

describe('the register of papers', () => {
  it('lists every number of a year with what became of it, and shows that none is missing', async () => {
    const [first, second] = [await drafted(), await drafted()];
    await office.act(first, 'signNotice');
    await office.act(second, 'signNotice');
    await office.act(second, 'voidNotice', { reason: '打印有误' });
    const whole = (await office.get('/notices/register?year=2025')).body;
    expect(whole.series).toMatchObject([{ series: 'street.safetyOffice/rectificationNotice', complete: true }]);
    expect(whole.lines.at(-1)).toMatchObject({ caseId: second, stageLabel: '已作废', reason: '打印有误' });
    expect(whole.lines.map((line: { number: number }) => line.number)).toEqual(
      whole.lines.map((_: unknown, n: number) => n + 1),
    );
    const page = (await office.get('/notices/register?year=2025&limit=1')).body;
    const rest = (await office.get(`/notices/register?year=2025&cursor=${page.cursor}`)).body;
    expect([...page.lines, ...rest.lines]).toEqual(whole.lines);
    expect((await office.get('/notices/register?year=2024')).body.lines).toEqual([]);
    expect((await unit.get('/notices/register?year=2025')).status).toBe(403);
    expect((await office.get('/notices/register?year=2025&cursor=bad')).body.fields).toHaveProperty('cursor');
    expect((await office.get('/notices/register')).status).toBe(422);
  });
});

describe('evidence files', () => {
  it('are kept by their hash and shown with the case that names them, and with no other', async () => {
    const stored = await binary(office, PNG);
    expect(stored.status).toBe(201);
    const { sha256, size, type } = (await stored.json()) as { sha256: string; size: number; type: string };
    expect([sha256, size, type]).toEqual([createHash('sha256').update(PNG).digest('hex'), PNG.length, 'image/png']);
    const id = await drafted();
    await office.act(id, 'signNotice');
    await office.act(id, 'serveNotice', { method: 'posted', by: '邮政', proof: sha256 });
    const seen = await office.get(`/cases/${id}/blobs/${sha256}`);
    expect([seen.status, seen.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect((await office.get(`/cases/${await ordered()}/blobs/${sha256}`)).status).toBe(404);
    expect((await (await logIn(stand, 'unit2')).get(`/cases/${id}/blobs/${sha256}`)).status).toBe(404);
  });

  it('a script under the name of a picture, an empty or too large file, a person without a post: refused', async () => {
    expect((await binary(office, Buffer.from('<script>alert(1)</script>'), 'image/png')).status).toBe(415);
    expect((await binary(office, Buffer.alloc(0))).status).toBe(422);
    expect((await binary(await logIn(stand, 'nobody'), PNG)).status).toBe(403);
    const large = await binary(office, Buffer.concat([PNG, Buffer.alloc(20 * 1024 * 1024)]));
    expect([large.status, await large.json()]).toMatchObject([
      413,
      { code: 'payload-too-large', detail: expect.stringContaining('20 MB') },
    ]);
  });

  it('that are damaged on disk are not handed out, and the answer says what to do', async () => {
    const id = await drafted();
    await office.act(id, 'signNotice');
    const { pdf } = (await office.get(`/notices/${id}`)).body.files;
    writeFileSync(`${stand.folder}/blobs/${pdf.slice(0, 2)}/${pdf}`, 'changed');
    const answer = await office.get(`/notices/${id}/file.pdf`);
    expect([answer.status, answer.body.code, answer.body.detail]).toEqual([
      500,
      'blob-damaged',
      expect.stringContaining('备份'),
    ]);
  });

  it('cannot be sent in without end: a disk is not filled in minutes', async () => {
    const answers = [];
    for (let n = 0; n < 130; n++) answers.push((await binary(grid, PNG)).status);
    expect(new Set(answers)).toEqual(new Set([201, 429]));
  });

  it.each([
    ['image/jpeg', Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
    ['application/pdf', Buffer.from('%PDF-1.7')],
    ['image/webp', Buffer.from('RIFF0000WEBPVP8 ')],
    ['image/heic', Buffer.from('\0\0\0\u0018ftypheic')],
    ['video/mp4', Buffer.from('\0\0\0\u0018ftypisom')],
    [undefined, Buffer.from('PK\u0003\u0004 anything')],
    [undefined, Buffer.from('GIF89a')],
  ])('%s by its first bytes', (type, bytes) => {
    expect(fileType(bytes)).toBe(type);
  });
});
