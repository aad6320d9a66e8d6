import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  checkSignature,
  openNote,
  parseCheckpoint,
  type Signer,
  signNote,
  verifierKey,
} from '../../src/core/log/checkpoint.ts';
import { emptyTree, verifyConsistency } from '../../src/core/log/tree.ts';
import { createEventLog } from '../../src/ledger/log.ts';
import { createWitness } from '../../workers/sequencer.ts';
import { openTestLedger, report, START, type TestLedger } from '../ledger/fixture.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'duban-witness-'));
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const key = verifierKey(
  'witness.example',
  new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(12)),
  'cosignature',
);
const SECONDS = 1_764_000_000;

/** Signs as a witness does: a time of eight bytes and a signature over time and text. */
const witnessSigner: Signer = {
  key,
  sign(text) {
    const time = Buffer.alloc(8);
    time.writeBigUInt64BE(BigInt(SECONDS));
    const said = Buffer.concat([Buffer.from(`cosignature/v1\ntime ${SECONDS}\n`), text]);
    return Buffer.concat([time, sign(null, said, privateKey)]);
  },
};

let test: TestLedger;
let server: Server;
let seen = { size: 0, root: emptyTree() };

/** A witness that keeps its own memory and signs only what continues it. */
beforeAll(async () => {
  test = await openTestLedger({ sqlite: path.join(folder, 'ledger.db') });
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const split = body.indexOf('\n\n');
    const [head = '', ...proof] = body.slice(0, split).split('\n');
    const note = openNote(body.slice(split + 2));
    const { size, root } = parseCheckpoint(note.text);
    const old = Number(head.replace('old ', ''));
    if (old !== seen.size) return response.writeHead(409).end(`${seen.size}\n`);
    const hashes = proof.map((line) => new Uint8Array(Buffer.from(line, 'base64')));
    if (!verifyConsistency({ old, oldRoot: seen.root, size, root, proof: hashes }))
      return response.writeHead(422).end();
    seen = { size, root };
    const signed = openNote(signNote(note.text, [witnessSigner]));
    const line = signNote('x\n', [], signed.signatures).split('\n\n')[1];
    return response.end(line);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await test.ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

it('a witness sees each tree continue the one before, and its line stands under the checkpoint', async () => {
  const log = createEventLog({ db: test.db, origin: 'shanyao.example/duban', seeds: [new Uint8Array(32).fill(3)] });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ask = createWitness(log, address);
  for (const cases of [3, 4]) {
    for (let i = 0; i < cases; i++) await report(test.ledger);
    await log.sequence(START);
    await ask();
    const note = openNote((await log.checkpoint())?.note ?? '');
    expect(checkSignature(note, key)).toBe('good');
    expect(note.signatures).toHaveLength(2);
  }
  expect(seen.size).toBe(7);
  // After a restart we have forgotten what the witness saw: it says so itself.
  await report(test.ledger);
  await log.sequence(START);
  await createWitness(log, `${address}/`)();
  expect(seen.size).toBe(8);
});

it('a witness that has seen another history is not obeyed, and nothing is written', async () => {
  seen = { size: 4, root: new Uint8Array(32) };
  const log = createEventLog({ db: test.db, origin: 'shanyao.example/duban', seeds: [new Uint8Array(32).fill(3)] });
  await report(test.ledger);
  await log.sequence(START);
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await expect(createWitness(log, address)()).rejects.toThrow('422');
  expect(checkSignature(openNote((await log.checkpoint())?.note ?? ''), key)).toBe('absent');
});
