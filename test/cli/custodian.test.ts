import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findSealed, keepSealed } from '../../db/sealed-identity.ts';
import { caseOfReceipt } from '../../db/tipoff-receipt.ts';
import { unlockKeyFile } from '../../src/api/custodian-key.ts';
import { createReceiptCodes } from '../../src/api/receipt-code.ts';
import { openWith } from '../../src/api/seal-identity.ts';
import { earlierKeyId, earlierReceipt } from '../../src/api/sealed-before.ts';
import { duban as run } from './console.ts';
import { type DataFolder, dataFolder } from './folder.ts';

const IDENTITY = { name: '欧阳举报', contact: '13812345678' };

let folder: DataFolder;
let own: string;
beforeAll(async () => {
  folder = await dataFolder();
  own = mkdtempSync(path.join(tmpdir(), 'duban-custodian-'));
});
afterAll(() => {
  folder.end();
  rmSync(own, { recursive: true, force: true });
});

const duban = (...argv: string[]) => run(...argv, '--data', folder.path);
const file = (name: string) => path.join(own, name);

/** As the version before sealed it: nonce ‖ XChaCha20-Poly1305 under the server’s own key. */
function sealedBefore(key: Uint8Array, caseId: string): Uint8Array {
  const nonce = randomBytes(24);
  const bound = Buffer.from(`duban-identity-v1\n${caseId}`);
  const box = xchacha20poly1305(key, nonce, bound).encrypt(Buffer.from(JSON.stringify(IDENTITY)));
  return Buffer.concat([nonce, box]);
}

interface Made {
  readonly keyId: string;
  readonly publicKey: string;
  readonly passphrase: string;
}

async function keygen(name: string): Promise<Made> {
  const made = (await run('custodian', 'keygen', '--out', file(name), '--json')).json() as Made;
  writeFileSync(file(`${name}.txt`), `${made.passphrase}\n`);
  return made;
}

async function tipoff(): Promise<string> {
  const { posts } = (await duban('user', 'posts', '--json')).json() as {
    posts: { post: string; holders: { person: string }[] }[];
  };
  const person = posts.find((one) => one.post === 'street.safetyOffice')?.holders[0]?.person ?? '';
  const payload = JSON.stringify({ channel: 'phone', matter: '仓库违规住人', reporter: 'sealed' });
  const as = ['--as', 'street.safetyOffice', '--person', person];
  const done = await duban('case', 'command', 'new', 'receiveTipoff', ...as, '--payload', payload, '--json');
  return (done.json() as { caseId: string }).caseId;
}

describe('duban custodian', () => {
  it('takes a ledger from the server’s key to the custodian’s, and from one custodian to the next, without showing anybody', async () => {
    const caseId = await tipoff();
    const earlier = randomBytes(32);
    const keyFile = path.join(folder.path, 'identity.key');
    writeFileSync(keyFile, `${earlier.toString('hex')}\n`);
    const before = { caseId, keyId: earlierKeyId(earlier), sealed: sealedBefore(earlier, caseId) };
    await folder.look(({ knex }) => keepSealed(knex, { ...before, sealedAt: '2026-01-01T00:00:00+08:00' }));
    expect((await duban('custodian', 'show')).out).toContain('以前的服务器密钥　封存 1 件');
    expect((await duban('doctor')).out).toContain('✗ 举报人身份：有 1 件仍由服务器密钥加密');

    const first = await keygen('first');
    expect(statSync(file('first')).mode & 0o777).toBe(0o600);
    expect(readFileSync(file('first'), 'utf8')).not.toContain(first.passphrase);
    const registered = await duban('custodian', 'register', first.publicKey, '--json');
    expect(registered.json()).toMatchObject({ registered: true, moved: 1, left: {} });
    expect(existsSync(keyFile)).toBe(false);

    // The code that the reporter has held since then still finds his case.
    const codes = createReceiptCodes(
      Buffer.from(readFileSync(path.join(folder.path, 'receipt.key'), 'utf8').trim(), 'hex'),
    );
    const old = codes.hashOf(earlierReceipt(earlier, caseId));
    expect(await folder.look(({ knex }) => caseOfReceipt(knex, old))).toBe(caseId);

    const second = await keygen('second');
    await duban('custodian', 'register', second.publicKey);
    const rotate = (...more: string[]) => duban('custodian', 'rotate', '--json', ...more);
    const wrong = await rotate('--key', file('first'), '--passphrase', file('second.txt'));
    expect([wrong.code, wrong.error.includes('口令不正确')]).toEqual([2, true]);
    const done = await rotate('--key', file('first'), '--passphrase', file('first.txt'));
    expect(done.json()).toMatchObject({ from: first.keyId, to: second.keyId, moved: 1, left: {} });
    expect(done.out).not.toContain(IDENTITY.name);
    expect((await rotate('--key', file('second'), '--passphrase', file('second.txt'))).code).toBe(2);

    const sealed = await folder.look(({ knex }) => findSealed(knex, caseId));
    const { privateKey } = await unlockKeyFile(readFileSync(file('second'), 'utf8'), second.passphrase);
    expect(openWith(privateKey, caseId, sealed?.sealed ?? new Uint8Array())).toEqual(IDENTITY);
    expect(await folder.look(({ knex }) => knex('access_log').where({ object: caseId, act: 'reseal' }))).toHaveLength(
      2,
    );
    // A key that was retired does not come back by being registered again.
    expect((await duban('custodian', 'register', first.publicKey)).error).toContain('已经停用');
  });

  it('says what is wrong, and overwrites nothing', async () => {
    writeFileSync(file('taken'), 'mine');
    expect((await run('custodian', 'keygen', '--out', file('taken'))).error).toContain('已存在');
    expect(readFileSync(file('taken'), 'utf8')).toBe('mine');
    writeFileSync(file('short.txt'), 'short\n');
    const short = await run('custodian', 'keygen', '--out', file('new'), '--passphrase', file('short.txt'));
    expect([short.code, existsSync(file('new'))]).toEqual([2, false]);
    expect((await duban('custodian', 'register', 'abc')).error).toContain('64 位');
    expect((await duban('custodian', 'rotate', '--key', file('nowhere'))).error).toContain('没有文件');
  });
});

describe('duban tipoff statistics', () => {
  it('shows a quarter, and refuses what is none', async () => {
    const shown = await duban('tipoff', 'statistics', '--quarter', '2020-Q1');
    expect([shown.code, shown.out.includes('接到举报 0 件')]).toEqual([0, true]);
    expect((await duban('tipoff', 'statistics', '--quarter', '2020')).code).toBe(2);
  });
});
