import { execFile } from 'node:child_process';
import {
  copyFileSync,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createZip } from '../../src/package/zip-write.ts';
import { duban } from '../cli/console.ts';
import { takenApart } from './files.ts';
import { type Office, packageOffice } from './office.ts';

let office: Office;
let folder: string;
let whole: string;

beforeAll(async () => {
  office = await packageOffice();
  folder = mkdtempSync(path.join(tmpdir(), 'duban-zip-'));
  whole = path.join(folder, 'whole.zip');
  expect((await duban('export', office.hazard, '-o', whole, '--data', office.folder.path)).code).toBe(0);
});
afterAll(() => {
  office.folder.end();
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  readonly findings: readonly { readonly fault: string; readonly message: string }[];
}

async function verify(
  file: string,
): Promise<{ readonly code: number; readonly faults: readonly string[]; readonly text: string }> {
  const { code, json } = await duban('verify', file, '--json');
  const { findings } = json() as Answer;
  return { code, faults: findings.map(({ fault }) => fault), text: findings.map(({ message }) => message).join('') };
}

/** A ZIP of our own making with its bytes bent afterwards. */
async function zipped(
  files: Readonly<Record<string, string | Uint8Array>>,
  bend: (bytes: Buffer) => Buffer = (b) => b,
): Promise<string> {
  const file = path.join(folder, 'bent.zip');
  const zip = createZip(createWriteStream(file));
  for (const [name, content] of Object.entries(files)) await zip.add(name, content);
  await zip.end();
  writeFileSync(file, bend(readFileSync(file)));
  return file;
}

/** Every occurrence of a name replaced by another of the same length, in both places where a ZIP has it. */
const renamed = (from: string, to: string) => (bytes: Buffer) =>
  Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');

describe('a ZIP that was made to do harm, or is no longer whole', () => {
  it('cut off anywhere: broken, never half believed', async () => {
    const size = readFileSync(whole).length;
    for (const length of [0, 10, Math.floor(size / 2), size - 1]) {
      const cut = path.join(folder, 'cut.zip');
      copyFileSync(whole, cut);
      truncateSync(cut, length);
      expect(await verify(cut)).toMatchObject({ code: 1, faults: ['package-broken'] });
    }
  });

  it('a byte flipped in what is packed', async () => {
    const bytes = readFileSync(whole);
    const at = bytes.indexOf(Buffer.from('README.txt')) + 200;
    bytes[at] = (bytes[at] as number) ^ 0xff;
    const bent = path.join(folder, 'flipped.zip');
    writeFileSync(bent, bytes);
    expect(await verify(bent)).toMatchObject({ code: 1, faults: ['package-broken'] });
  });

  it.each([
    ['xx/evil.txt', '../evil.txt'],
    ['x/evil.txt', '//evil.txt'],
    ['aC:evil.txt'.replace(':', '_'), 'aC:evil.txt'],
    ['a/evil.txt', 'a\\evil.txt'],
    ['a/b/evil.txt', 'a/./evil.txt'],
  ])('a path that leads elsewhere: %s as %s', async (plain, wicked) => {
    const { faults, text } = await verify(await zipped({ [plain]: 'x' }, renamed(plain, wicked)));
    expect(faults).toEqual(['package-hostile']);
    expect(text).toContain('路径越界');
  });

  it('one name twice, also in other letters', async () => {
    expect((await verify(await zipped({ 'a.txt': 'x', 'b.txt': 'y' }, renamed('b.txt', 'a.txt')))).text).toContain(
      '重复',
    );
    expect((await verify(await zipped({ 'a.txt': 'x', 'A.txt': 'y' }))).text).toContain('重复');
  });

  it('a bomb: said by its ratio, and by what comes out where the directory lies', async () => {
    const bomb = await zipped({ 'events.jsonl': Buffer.alloc(300 * 1024 * 1024) });
    expect(readFileSync(bomb).length).toBeLessThan(1024 * 1024);
    expect((await verify(bomb)).text).toContain('压缩炸弹');
    const lying = (bytes: Buffer): Buffer => {
      const directory = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
      bytes.writeUInt32LE(1_000, directory + 24);
      return bytes;
    };
    const files = Object.fromEntries((await takenApart(whole)).entries());
    const name = 'vkey.txt';
    const { [name]: _, ...others } = files;
    // The last entry's size is bent: `vkey.txt` is read whole, so it is where a lie would cost memory.
    expect((await verify(await zipped({ ...others, [name]: Buffer.alloc(50 * 1024 * 1024) }, lying))).faults).toEqual([
      'package-hostile',
    ]);
  });

  it('something behind the end that other tools do not see', async () => {
    const more = await zipped({ 'a.txt': 'x' }, (bytes) => Buffer.concat([bytes, Buffer.from('hidden')]));
    expect((await verify(more)).faults).toEqual(['package-broken']);
  });
});

describe('the verifier in the package, by Node alone', () => {
  const run = async (...args: readonly string[]) => {
    const done = await promisify(execFile)(process.execPath, [...args], { cwd: tmpdir() }).catch((error) => error);
    return { code: done.code ?? 0, out: String(done.stdout) };
  };
  let unpacked: string;

  beforeAll(async () => {
    unpacked = path.join(folder, 'unpacked');
    for (const [name, bytes] of await takenApart(whole)) {
      const file = path.join(unpacked, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, bytes);
    }
  });

  it('imports nothing but Node', () => {
    const code = readFileSync(path.join(unpacked, 'verify.mjs'), 'utf8');
    const imports = [...code.matchAll(/^import .* from "([^"]+)"/gm)].map(([, name]) => name);
    expect(imports.filter((name) => !/^(node:|path$)/.test(name ?? ''))).toEqual([]);
  });

  it('finds nothing in the ZIP, nor in the folder it lies in', async () => {
    const verifier = path.join(unpacked, 'verify.mjs');
    const zip = await run(verifier, whole);
    expect(zip.out).toContain('没有发现改动');
    expect(zip.code).toBe(0);
    expect(await run(verifier)).toMatchObject({ code: 0, out: expect.stringContaining('公钥取自档案包本身') });
    const key = path.join(unpacked, 'vkey.txt');
    expect(await run(verifier, whole, '--key', key)).toMatchObject({
      out: expect.stringContaining('由校验人另行提供'),
    });
  });

  it('names what was changed, and does not take a wrong word for a package', async () => {
    const verifier = path.join(unpacked, 'verify.mjs');
    const photo = path.join(unpacked, `blobs/${office.photo}.jpg`);
    writeFileSync(photo, 'another photo');
    const found = await run(verifier, unpacked);
    expect(found).toMatchObject({
      code: 1,
      out: expect.stringContaining(`✗ blobs/${office.photo}.jpg：文件内容与记录中的哈希不符`),
    });
    expect((await run(verifier, '--wrong')).code).toBe(2);
  });
});
