import { ed25519 } from '@noble/curves/ed25519.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { expect, test } from 'vitest';
import {
  CheckpointError,
  checkpointText,
  checkSignature,
  formatKey,
  openNote,
  parseCheckpoint,
  parseKey,
  type Signer,
  signNote,
  verifierKey,
} from '../../../src/core/log/checkpoint.ts';

function signerOf(name: string, seed: number): Signer {
  const secret = new Uint8Array(32).fill(seed);
  return {
    key: verifierKey(name, ed25519.getPublicKey(secret)),
    sign: (text) => ed25519.sign(text, secret),
  };
}

const street = signerOf('shanyao.example/duban', 1);
const next = signerOf('shanyao.example/duban', 2);
const text = checkpointText({ origin: 'shanyao.example/duban', size: 42, root: new Uint8Array(32).fill(9) });

test('a signed checkpoint says what it said, and by whom', () => {
  const note = openNote(signNote(text, [street]));
  expect(parseCheckpoint(note.text)).toEqual({
    origin: 'shanyao.example/duban',
    size: 42,
    root: new Uint8Array(32).fill(9),
  });
  expect(checkSignature(note, street.key)).toBe('good');
  expect(checkSignature(note, next.key)).toBe('absent');
});

test('a changed text or signature is forged', () => {
  const note = openNote(signNote(text, [street]));
  expect(checkSignature({ ...note, text: text.replace('42', '43') }, street.key)).toBe('forged');
  const [line] = note.signatures;
  const bent = { ...(line as (typeof note.signatures)[number]), signature: new Uint8Array(64) };
  expect(checkSignature({ ...note, signatures: [bent] }, street.key)).toBe('forged');
});

test('after a change of keys both sign one checkpoint', () => {
  const note = openNote(signNote(text, [street, next]));
  expect([street, next].map(({ key }) => checkSignature(note, key))).toEqual(['good', 'good']);
});

test('a witness signs the time and the text', () => {
  const secret = new Uint8Array(32).fill(5);
  const key = verifierKey('witness.example', ed25519.getPublicKey(secret), 'cosignature');
  const time = new Uint8Array(8);
  new DataView(time.buffer).setBigUint64(0, 1_764_000_000n);
  const signature = concatBytes(time, ed25519.sign(utf8ToBytes(`cosignature/v1\ntime 1764000000\n${text}`), secret));
  const note = openNote(signNote(text, [street], [{ name: key.name, id: key.id, signature }]));
  expect(checkSignature(note, key)).toBe('good');
  expect(checkSignature(note, street.key)).toBe('good');
  time[7] = (time[7] as number) ^ 1;
  const later = { name: key.name, id: key.id, signature: concatBytes(time, signature.slice(8)) };
  expect(checkSignature({ ...note, signatures: [later] }, key)).toBe('forged');
});

test('a key is a line of text, there and back; the vector is that of golang.org/x/mod/sumdb/note', () => {
  const line = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
  const key = parseKey(line);
  expect(key.name).toBe('PeterNeumann');
  expect(formatKey(key)).toBe(line);
  const note = openNote(
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n",
  );
  expect(checkSignature(note, key)).toBe('good');
});

test.each([
  ['no empty line', 'a\n1\nAA==\n— x AAAA\n'],
  ['no newline at the end', `${text}\n— shanyao.example/duban AAAAAAA=`],
  ['a line that is no signature', `${text}\n-- x AAAAAAA=\n`],
  ['a control character', signNote('a\u0007\n', [street])],
])('a note with %s is none', (_, note) => {
  expect(() => openNote(note)).toThrow(CheckpointError);
});

test.each([
  'a\n01\nCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=\n',
  'a\n-1\nCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=\n',
  'a\n1\nCQk=\n',
  '\n1\nCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=\n',
  'a\n1',
])('%j is no checkpoint', (bad) => {
  expect(() => parseCheckpoint(bad)).toThrow(CheckpointError);
});

test.each(['x', 'x+00000000+AQ==', 'PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'])(
  '%s is no key',
  (line) => {
    expect(() => parseKey(line)).toThrow(CheckpointError);
  },
);
