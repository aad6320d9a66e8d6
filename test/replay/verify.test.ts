import { ed25519 } from '@noble/curves/ed25519.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import { seal, storedBytes } from '../../src/core/log/chain.ts';
import { checkpointText, type Signer, signNote, verifierKey } from '../../src/core/log/checkpoint.ts';
import { leafHash } from '../../src/core/log/tree.ts';
import type { Fault } from '../../src/replay/finding.ts';
import { createFrontier, createLogVerifier, type LoggedEvent } from '../../src/replay/verify.ts';

const ORIGIN = 'shanyao.example/duban';

function signerOf(seed: number, name = ORIGIN): Signer {
  const secret = new Uint8Array(32).fill(seed);
  return { key: verifierKey(name, ed25519.getPublicKey(secret)), sign: (text) => ed25519.sign(text, secret) };
}

const own = signerOf(1);

/** A case's events from `from` on, sealed after the hash before. */
function chain(caseId: string, texts: readonly string[], prevHash = '', from = 1): readonly LoggedEvent[] {
  let head = prevHash;
  return texts.map((text, i) => {
    const sealed = seal({ caseId, seq: from + i, text }, head);
    head = sealed.hash;
    return { bytes: storedBytes(sealed), hash: sealed.hash };
  });
}

function checkpointOf(events: readonly LoggedEvent[], signer = own, origin = ORIGIN): string {
  const tree = createFrontier();
  for (const { bytes } of events) tree.add(leafHash(utf8ToBytes(bytes)));
  return signNote(checkpointText({ origin, size: tree.size(), root: tree.root() }), [signer]);
}

function verify(events: readonly LoggedEvent[], checkpoints: readonly string[]) {
  const verifier = createLogVerifier({ checkpoints, keys: [own.key] });
  for (const event of events) verifier.next(event);
  return verifier.end();
}

const one = chain('H-1', ['a', 'b', 'c', 'd']);
const two = chain('H-2', ['e', 'f']);
const log = [one[0], two[0], one[1], one[2], two[1], one[3]] as readonly LoggedEvent[];
const notes = [3, 6].map((size) => checkpointOf(log.slice(0, size)));

test('a log that nobody touched has no findings', () => {
  expect(verify(log, notes)).toEqual({ events: 6, cases: 2, checkpoints: 2, findings: [] });
});

const at = <T>(list: readonly T[], i: number): T => list[i] as T;
const edited: LoggedEvent = { ...at(log, 2), bytes: at(log, 2).bytes.replace('"b"', '"B"') };
const resealed = chain('H-1', ['a', 'B', 'c', 'd']);
const backdated = chain('H-1', ['e'], at(one, 3).hash, 5);

describe('each attack is named', () => {
  const attacks: readonly [string, readonly LoggedEvent[], readonly string[], readonly Fault[]][] = [
    ['a byte edited', log.with(2, edited), notes, ['event-altered', 'history-rewritten', 'history-rewritten']],
    ['the last event dropped', log.slice(0, 5), notes, ['events-lost']],
    ['one in the middle dropped', log.toSpliced(2, 1), notes, ['event-missing', 'history-rewritten', 'events-lost']],
    [
      'two swapped',
      log.with(2, at(log, 3)).with(3, at(log, 2)),
      notes,
      ['event-missing', 'event-inserted', 'event-missing', 'history-rewritten', 'history-rewritten'],
    ],
    [
      'a case rewritten with a right chain',
      [at(resealed, 0), at(two, 0), at(resealed, 1), at(resealed, 2), at(two, 1), at(resealed, 3)],
      notes,
      ['history-rewritten', 'history-rewritten'],
    ],
    [
      'one put in with a right chain',
      [...log.slice(0, 3), at(chain('H-3', ['x']), 0), ...log.slice(3)],
      notes,
      ['history-rewritten'],
    ],
    [
      'an event put in the place of another with a right hash of its own',
      [at(one, 0), at(one, 1), at(resealed, 2), at(one, 3)],
      [],
      ['link-broken', 'link-broken'],
    ],
    ['signed again with another key', log, [checkpointOf(log, signerOf(2))], ['checkpoint-unknown-key']],
    ['a signature bent', log, [at(notes, 1).replace('\n6\n', '\n5\n')], ['checkpoint-forged']],
    ['no checkpoint at all', log, ['hello\n'], ['checkpoint-malformed']],
    [
      'two heads for two auditors',
      log,
      [at(notes, 1), checkpointOf([...log.slice(0, 5), at(chain('H-3', ['x']), 0)])],
      ['history-forked', 'history-rewritten'],
    ],
    [
      'an old checkpoint played again does no harm, and does not hide what came after',
      [...log, at(backdated, 0)],
      [at(notes, 0)],
      [],
    ],
    ['bytes that are no event', log.with(1, { ...at(log, 1), bytes: 'x' }), [], ['not-canonical', 'event-missing']],
  ];
  test.each(attacks)('%s', (_, events, checkpoints, faults) => {
    const codes = verify(events, checkpoints).findings.map(({ fault }) => fault);
    expect([...codes].sort()).toEqual([...faults].sort());
  });

  test('a hash of the tree that is not that of its event', () => {
    const withLeaves = log.map((event) => ({ ...event, leaf: leafHash(utf8ToBytes(event.bytes)) }));
    expect(verify(withLeaves, notes).findings).toEqual([]);
    const bent = withLeaves.with(2, { ...edited, leaf: at(withLeaves, 2).leaf });
    expect(verify(bent, notes).findings.map(({ fault }) => fault)).toEqual(['event-altered', 'leaf-altered']);
  });

  test('which events a shorter log has lost is said by number', () => {
    expect(at(verify(log.slice(0, 4), notes).findings, 0).message).toContain('缺第 5 至第 6 条');
  });

  test('a checkpoint of another log is not taken for ours', () => {
    expect(verify(log, [checkpointOf(log, own, 'other.example/log')]).findings.map(({ fault }) => fault)).toEqual([
      'checkpoint-other-log',
    ]);
  });
});
