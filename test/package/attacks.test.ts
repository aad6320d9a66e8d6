import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ed25519 } from '@noble/curves/ed25519.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/core/log/canonical.ts';
import { hashEvent } from '../../src/core/log/chain.ts';
import {
  checkpointText,
  openNote,
  parseCheckpoint,
  type Signer,
  signNote,
  verifierKey,
} from '../../src/core/log/checkpoint.ts';
import { leafHash } from '../../src/core/log/tree.ts';
import { logSeeds, logSigner } from '../../src/ledger/log-key.ts';
import { manifestOrigin, PACKAGE_FILES, packageLine, parsePackageLine } from '../../src/replay/package-format.ts';
import { createFrontier } from '../../src/replay/verify.ts';
import { duban } from '../cli/console.ts';
import { eventLines, faultsOf, forged, type Loose, manifestOf, sha256, takenApart, withLines } from './files.ts';
import { type Office, packageOffice } from './office.ts';

let office: Office;
let all: Loose;
let some: Loose;

beforeAll(async () => {
  office = await packageOffice();
  all = await exported('--all');
  some = await exported(office.hazard, office.paper);
});
afterAll(() => office.folder.end());

async function exported(...what: readonly string[]): Promise<Loose> {
  const file = path.join(office.folder.path, 'package.zip');
  const { code, error } = await duban('export', ...what, '-o', file, '--data', office.folder.path);
  expect(error).toBe('');
  expect(code).toBe(0);
  return takenApart(file);
}

const line = (text: string) => parsePackageLine(text) as NonNullable<ReturnType<typeof parsePackageLine>>;
const text = (loose: Loose, name: string) => String(loose.get(name));
const noteOf = (loose: Loose) => text(loose, PACKAGE_FILES.checkpoint);

/** Places of the first case's first three lines in `events.jsonl`. */
function placesOf(lines: readonly string[]): readonly [number, number, number] {
  const caseId = JSON.parse(line(lines[0] as string).bytes).caseId as string;
  const found = lines.flatMap((one, i) => (JSON.parse(line(one).bytes).caseId === caseId ? [i] : []));
  return found.slice(0, 3) as unknown as readonly [number, number, number];
}

/** The line with its event changed and sealed again after the hash before. */
function resealed(given: string, change: object, prevHash?: string): string {
  const { leaf, bytes } = line(given);
  const event = { ...JSON.parse(bytes), ...change };
  if (prevHash !== undefined) event.prevHash = prevHash;
  const changed = canonicalJson(event);
  return packageLine({ leaf, bytes: changed, hash: hashEvent(event.prevHash, changed) });
}

const stranger: Signer = signer(7);
function signer(seed: number, name = 'shanyao.example/duban'): Signer {
  const secret = new Uint8Array(32).fill(seed);
  return { key: verifierKey(name, ed25519.getPublicKey(secret)), sign: (bytes) => ed25519.sign(bytes, secret) };
}
const own = () => logSigner('shanyao.example/duban', logSeeds({ dataDir: office.folder.path })[0] as Uint8Array);

/** Everything signed anew: over these events if the whole log is in the package, and over the manifest. */
function signed(loose: Loose, by: Signer): Loose {
  const tree = createFrontier();
  for (const one of eventLines(loose)) tree.add(leafHash(Buffer.from(line(one).bytes)));
  const { origin } = parseCheckpoint(openNote(noteOf(loose)).text);
  const note = signNote(checkpointText({ origin, size: tree.size(), root: tree.root() }), [by]);
  const changed = forged(loose, PACKAGE_FILES.checkpoint, note);
  const root = Buffer.from(sha256(changed.get(PACKAGE_FILES.manifest) as Buffer), 'hex');
  const own = signNote(checkpointText({ origin: manifestOrigin(origin), size: tree.size(), root }), [by]);
  return new Map(changed).set(PACKAGE_FILES.note, Buffer.from(own));
}

describe('a package that nobody touched', () => {
  it('has no findings, whole and in part, in memory and by its own key', async () => {
    expect(await faultsOf(all)).toEqual([]);
    expect(await faultsOf(some)).toEqual([]);
    expect(await faultsOf(all, { keys: [text(all, PACKAGE_FILES.key).trim()], kept: [noteOf(all)] })).toEqual([]);
    expect(await faultsOf(signed(all, own()))).toEqual([]);
  });

  it('holds the papers by number, the photo by its hash, and no proofs where the tree is whole', () => {
    const names = [...all.keys()];
    expect(names.filter((name) => name.startsWith('notices/'))).toHaveLength(2);
    expect(names).toContain(`blobs/${office.photo}.jpg`);
    expect(JSON.parse(text(all, PACKAGE_FILES.proofs)).hashes).toEqual({});
    expect(Object.keys(JSON.parse(text(some, PACKAGE_FILES.proofs)).hashes).length).toBeGreaterThan(5);
    expect(manifestOf(some).scope).toBe('cases');
  });
});

describe('attacks on the record, by a forger who makes the manifest fit', () => {
  const FORGED = ['file-altered'];
  it('a byte edited', async () => {
    const lines = eventLines(all);
    const bent = lines.with(3, (lines[3] as string).replace('"commandId":"', '"commandId":"x'));
    expect(await faultsOf(withLines(all, bent))).toEqual([...FORGED, 'event-altered', 'history-rewritten'].sort());
  });

  it('the last event dropped, in a whole log and of one case', async () => {
    expect(await faultsOf(withLines(all, eventLines(all).slice(0, -1)))).toEqual(['events-lost', ...FORGED].sort());
    expect(await faultsOf(withLines(some, eventLines(some).slice(0, -1)))).toEqual(['events-lost', ...FORGED].sort());
  });

  it('one in the middle dropped', async () => {
    const [, second] = placesOf(eventLines(all));
    const found = await faultsOf(withLines(all, eventLines(all).toSpliced(second, 1)));
    expect(found).toEqual(expect.arrayContaining(['event-missing', 'events-lost', ...FORGED]));
  });

  it('two swapped', async () => {
    const lines = eventLines(all);
    const [, second, third] = placesOf(lines);
    const swapped = lines.with(second, lines[third] as string).with(third, lines[second] as string);
    expect(await faultsOf(withLines(all, swapped))).toEqual(
      expect.arrayContaining(['event-inserted', 'event-missing']),
    );
  });

  it('one put in with a right chain: in no tree, and too many', async () => {
    const lines = eventLines(some);
    const last = line(lines.at(-1) as string);
    const more = resealed(
      packageLine({ ...last, leaf: last.leaf + 1 }),
      { seq: JSON.parse(last.bytes).seq + 1 },
      last.hash,
    );
    const size = parseCheckpoint(openNote(noteOf(some)).text).size;
    const found = await faultsOf(withLines(some, [...lines, more]));
    expect(found).toContain('event-inserted');
    expect(found).toContain(last.leaf + 1 < size ? 'proof-broken' : 'not-in-tree');
  });

  it('an event rewritten with a right chain and a forged manifest', async () => {
    const lines = eventLines(some);
    const changed = resealed(lines[0] as string, { commandId: 'other' });
    expect(await faultsOf(withLines(some, lines.with(0, changed)))).toEqual(expect.arrayContaining(['proof-broken']));
  });

  it('a back-dated act, even signed by the log itself', async () => {
    const lines = eventLines(all);
    const at = lines.findIndex((one) => JSON.parse(line(one).bytes).command !== undefined);
    const early = resealed(lines[at] as string, { at: '2026-01-05T09:00:00+08:00' });
    expect(await faultsOf(signed(withLines(all, lines.with(at, early)), own()))).toContain('backdated');
  });
});

describe('attacks on signatures', () => {
  it('signed again with another key: unknown by the key of the log, and said so even by the package itself', async () => {
    const again = signed(withLines(all, eventLines(all)), stranger);
    expect(await faultsOf(again)).toEqual(['checkpoint-unknown-key']);
    const key = `${stranger.key.name}+${stranger.key.id}+${Buffer.from([1, ...stranger.key.publicKey]).toString('base64')}\n`;
    const whole = signed(forged(again, PACKAGE_FILES.key, key), stranger);
    expect(await faultsOf(whole)).toEqual([]);
    expect(await faultsOf(whole, { keys: [text(all, PACKAGE_FILES.key).trim()] })).toEqual(['checkpoint-unknown-key']);
  });

  it('two heads for two auditors', async () => {
    const fork = signed(
      withLines(all, eventLines(all).with(0, resealed(eventLines(all)[0] as string, { commandId: 'x' }))),
      own(),
    );
    expect(await faultsOf(fork, { kept: [noteOf(all)] })).toEqual(expect.arrayContaining(['history-forked']));
  });

  it('an old checkpoint played again', async () => {
    const lines = eventLines(all);
    const older = signed(withLines(all, lines.slice(0, 100)), own());
    const replayed = new Map(all).set(PACKAGE_FILES.checkpoint, older.get(PACKAGE_FILES.checkpoint) as Buffer);
    expect(await faultsOf(replayed)).toEqual(expect.arrayContaining(['file-altered', 'history-forked']));
    const shorter = new Map(some).set(PACKAGE_FILES.checkpoint, older.get(PACKAGE_FILES.checkpoint) as Buffer);
    expect(await faultsOf(shorter)).toEqual(expect.arrayContaining(['not-in-tree']));
    // A whole package of the past, with everything signed: the checkpoint that somebody has kept tells.
    expect(await faultsOf(older, { kept: [noteOf(all)] })).toContain('events-lost');
  });

  it('a bent signature, and a checkpoint that is none', async () => {
    const bent = noteOf(all).replace(/\n(\d+)\n/, (_, size) => `\n${Number(size) + 1}\n`);
    expect(await faultsOf(new Map(all).set(PACKAGE_FILES.checkpoint, Buffer.from(bent)))).toContain(
      'checkpoint-forged',
    );
    expect(await faultsOf(new Map(all).set(PACKAGE_FILES.checkpoint, Buffer.from('x')))).toContain(
      'checkpoint-malformed',
    );
  });
});

describe('attacks on files', () => {
  const altered = async (folder: string, loose = all): Promise<readonly string[]> => {
    const name = [...loose.keys()].find((one) => one.startsWith(folder)) as string;
    return faultsOf(new Map(loose).set(name, Buffer.concat([loose.get(name) as Buffer, Buffer.from(' ')])));
  };

  it('a paper edited, a photo replaced, the page itself changed', async () => {
    expect(await altered('notices/')).toEqual(['file-altered']);
    expect(await altered('blobs/')).toEqual(['file-altered']);
    expect(await altered('index.html')).toEqual(['file-altered']);
    expect(await altered('data/')).toEqual(['file-altered']);
  });

  it('a paper edited and the manifest made to fit: the record still names the paper that was signed', async () => {
    const name = [...all.keys()].find((one) => one.startsWith('notices/')) as string;
    expect(await faultsOf(forged(all, name, 'another paper'))).toEqual(['file-altered', 'file-missing']);
  });

  it('a file removed, a file added', async () => {
    const less = new Map(all);
    less.delete(`blobs/${office.photo}.jpg`);
    expect(await faultsOf(less)).toEqual(['file-missing']);
    expect(await faultsOf(new Map(all).set('blobs/more.exe', Buffer.from('x')))).toEqual(['package-hostile']);
  });

  it('a rule set whose content is not what its number stands for', async () => {
    const name = [...all.keys()].find((one) => one.startsWith('rules/')) as string;
    const other = text(all, name).replace(/"value":\s*(\d+)/, (_, n) => `"value":${Number(n) + 1}`);
    expect(await faultsOf(forged(all, name, other))).toEqual(expect.arrayContaining(['terms-altered']));
  });
});

describe('the command', () => {
  it('the same content gives the same bytes, and exporting is written down', async () => {
    const zip = path.join(office.folder.path, 'package.zip');
    await exported('--all');
    const first = readFileSync(zip);
    await exported('--all');
    expect(readFileSync(zip).equals(first)).toBe(true);
    const acts = await office.folder.look((db) => db.knex('access_log').where({ act: 'export' }).select('detail'));
    expect(acts.map(({ detail }) => detail)).toContain('all');
  });

  it('says what it wants', async () => {
    const data = ['--data', office.folder.path];
    expect((await duban('export', '-o', 'x.zip', ...data)).code).toBe(2);
    expect((await duban('export', '--all', ...data)).code).toBe(2);
    expect((await duban('export', 'H-2020-000001', '-o', 'x.zip', ...data)).error).toContain('H-2020-000001');
    expect((await duban('export', '--all', '--from', '2026-01-01', '-o', 'x.zip', ...data)).code).toBe(2);
    expect((await duban('verify', 'no-such.zip')).code).toBe(2);
  });

  it('makes no package of a ledger that has lost an event, and leaves no file', async () => {
    await office.folder.look(async ({ knex }) => {
      await knex.raw('DROP TRIGGER event_no_delete');
      await knex.raw('DELETE FROM event WHERE seq = 2 AND case_id = (SELECT min(case_id) FROM event)');
    });
    const file = path.join(office.folder.path, 'broken.zip');
    const { code, error } = await duban('export', '--all', '-o', file, '--data', office.folder.path);
    expect([code, error]).toEqual([3, expect.stringContaining('第 2 条')]);
    expect(readdirSync(office.folder.path).filter((name) => name.startsWith('broken.zip'))).toEqual([]);
  });
});
