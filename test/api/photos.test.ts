import { readdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, hazard, logIn, type Stand, startStand } from './stand.ts';

let stand: Stand;
let office: Client;
let photo: Buffer;

beforeAll(async () => {
  stand = await startStand();
  office = await logIn(stand, 'office');
  // A photo as a telephone takes it: lying on its side, with the place where it was taken.
  photo = await sharp({
    create: {
      width: 1_200,
      height: 800,
      channels: 3,
      background: '#808080',
      noise: { type: 'gaussian', mean: 128, sigma: 30 },
    },
  })
    .withExif({
      IFD0: { Make: 'Telephone' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '24/1 30/1 0/1' },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
});
afterAll(() => stand.close());

async function upload(bytes: Buffer): Promise<{ readonly status: number; readonly sha256: string }> {
  const answer = await fetch(`${stand.url}/api/v1/blobs`, {
    method: 'POST',
    headers: { cookie: office.cookie, 'x-csrf-token': office.csrf, 'content-type': 'application/octet-stream' },
    body: new Uint8Array(bytes),
  });
  const body = (await answer.json()) as { sha256: string };
  return { status: answer.status, sha256: body.sha256 };
}

async function caseWith(...photos: string[]): Promise<string> {
  return (await office.post('/hazards', hazard('U1', { photos }))).body.caseId;
}

async function view(caseId: string, sha256: string, size = 'small', client = office) {
  const answer = await fetch(`${stand.url}/api/v1/cases/${caseId}/blobs/${sha256}/view?size=${size}`, {
    headers: { cookie: client.cookie },
  });
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    bytes: Buffer.from(await answer.arrayBuffer()),
  };
}

describe('a photo of a case', () => {
  it('is shown upright and small without place or device; the original keeps them', async () => {
    expect((await sharp(photo).metadata()).exif?.toString('latin1')).toContain('Telephone');
    const { sha256 } = await upload(photo);
    const caseId = await caseWith(sha256);
    for (const [size, width, height] of [
      ['small', 240, 360],
      ['large', 800, 1_200],
    ] as const) {
      const shown = await view(caseId, sha256, size);
      expect(shown).toMatchObject({ status: 200, type: 'image/jpeg' });
      const facts = await sharp(shown.bytes).metadata();
      expect({ width: facts.width, height: facts.height }).toEqual({ width, height });
      expect([facts.exif, facts.xmp, facts.orientation]).toEqual([undefined, undefined, undefined]);
      expect(shown.bytes.includes('Telephone')).toBe(false);
    }
    const original = await fetch(`${stand.url}/api/v1/cases/${caseId}/blobs/${sha256}`, {
      headers: { cookie: office.cookie },
    });
    expect(Buffer.from(await original.arrayBuffer()).equals(photo)).toBe(true);
    expect(readdirSync(path.join(stand.folder, 'renditions', sha256.slice(0, 2))).sort()).toEqual([
      `${sha256}-large.jpg`,
      `${sha256}-small.jpg`,
    ]);
  });

  it('is given as it came to auditors and to who handles the case; others get it without its notes', async () => {
    const { sha256 } = await upload(photo);
    const caseId = await caseWith(sha256);
    const as = async (name: string) => {
      const { cookie } = name === 'office' ? office : await logIn(stand, name);
      const answer = await fetch(`${stand.url}/api/v1/cases/${caseId}/blobs/${sha256}`, { headers: { cookie } });
      const bytes = Buffer.from(await answer.arrayBuffer());
      return [answer.status, bytes.equals(photo), bytes.includes('Telephone')];
    };
    for (const name of ['office', 'auditor']) expect([name, ...(await as(name))]).toEqual([name, 200, true, true]);
    for (const name of ['unit1', 'grid1', 'team'])
      expect([name, ...(await as(name))]).toEqual([name, 200, false, false]);
  });

  it('stands among the evidence: before, after, and by whom', async () => {
    const after = await upload(await sharp(photo).resize(100).jpeg().toBuffer());
    const { sha256 } = await upload(photo);
    const caseId = await caseWith(sha256);
    await office.act(caseId, 'addEvidence', { photos: [after.sha256], document: 'not-a-file' });
    const { body } = await office.get(`/cases/${caseId}/evidence`);
    expect(body.files).toMatchObject([
      { sha256, when: 'before', field: 'photos', seq: 1, type: 'image/jpeg', size: photo.length, label: '隐患登记' },
      { sha256: after.sha256, when: 'other', field: 'photos', seq: 2 },
    ]);
  });

  it('is shown to those who see the case, and by its own case only', async () => {
    const { sha256 } = await upload(photo);
    const other = await caseWith('nothing');
    const caseId = await caseWith(sha256);
    const [unit1, unit2] = [await logIn(stand, 'unit1'), await logIn(stand, 'unit2')];
    expect((await view(caseId, sha256, 'small', unit1)).status).toBe(200);
    expect((await view(caseId, sha256, 'small', unit2)).status).toBe(404);
    expect((await view(other, sha256)).status).toBe(404);
    expect((await view(caseId, sha256, 'huge')).status).toBe(422);
  });

  it('what cannot be shown says so and stays to be downloaded: HEIC, a broken picture, one that claims too many pixels', async () => {
    const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(100, 1)]);
    const broken = photo.subarray(0, 300);
    const bomb = Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]),
      Buffer.from('IHDR'),
      Buffer.from([0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff, 1, 0, 0, 0, 0, 0, 0, 0, 0]),
    ]);
    for (const bytes of [heic, broken, bomb]) {
      const { status, sha256 } = await upload(bytes);
      expect(status).toBe(201);
      const caseId = await caseWith(sha256);
      const { status: shown, bytes: answer } = await view(caseId, sha256);
      expect([shown, JSON.parse(answer.toString()).detail]).toEqual([
        415,
        '此格式不能预览；原件由经办人和审计人员下载',
      ]);
    }
  });

  it('is made once, however many ask at once', async () => {
    const large = await sharp({
      create: {
        width: 1_600,
        height: 1_200,
        channels: 3,
        background: '#888',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    })
      .jpeg()
      .toBuffer();
    const { sha256 } = await upload(large);
    const caseId = await caseWith(sha256);
    const shown = await Promise.all(['small', 'large', 'small', 'large'].map((size) => view(caseId, sha256, size)));
    expect(shown.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(shown[0]?.bytes.equals(shown[2]?.bytes as Buffer)).toBe(true);
  });
});
