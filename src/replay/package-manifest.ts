import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Sha256 } from '../core/log/chain.ts';
import {
  type Checkpoint,
  CheckpointError,
  checkSignature,
  openNote,
  parseCheckpoint,
  type VerifierKey,
} from '../core/log/checkpoint.ts';
import { sameHash } from '../core/log/tree.ts';
import type { Fault } from './finding.ts';
import { PackageFault } from './package-files.ts';
import { type Manifest, manifestOrigin, PACKAGE_FILES, PACKAGE_FORMAT, type SharedProofs } from './package-format.ts';

/** Notes a finding: what, and where. */
export type Report = (fault: Fault, where: string) => void;

/** The manifest is signed by a known key of the log whose checkpoint lies in the package, and is the one that was signed. */
export function checkManifestNote(
  text: string,
  manifest: string,
  at: {
    readonly keys: readonly VerifierKey[];
    readonly checkpoint: Checkpoint | undefined;
    readonly sha256: Sha256;
    readonly report: Report;
  },
): void {
  const { keys, checkpoint, sha256, report } = at;
  try {
    const note = openNote(text);
    const said = parseCheckpoint(note.text);
    const signatures = keys.map((key) => checkSignature(note, key));
    if (signatures.includes('forged')) report('checkpoint-forged', PACKAGE_FILES.note);
    else if (!signatures.includes('good')) report('checkpoint-unknown-key', PACKAGE_FILES.note);
    if (checkpoint !== undefined && said.origin !== manifestOrigin(checkpoint.origin))
      report('checkpoint-other-log', PACKAGE_FILES.note);
    if (checkpoint !== undefined && said.size !== checkpoint.size)
      report(
        'history-forked',
        `${PACKAGE_FILES.note}（${said.size} 条）与 ${PACKAGE_FILES.checkpoint}（${checkpoint.size} 条）`,
      );
    if (!sameHash(said.root, sha256(utf8ToBytes(manifest)))) report('file-altered', PACKAGE_FILES.manifest);
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    report('checkpoint-malformed', PACKAGE_FILES.note);
  }
}

/** The manifest that a text holds; throws PackageFault if it is none of this format. */
export function manifestOf(text: string): Manifest {
  const value = jsonOf(text, PACKAGE_FILES.manifest) as Partial<Manifest>;
  const objects = [value.cases, value.ruleSets, value.calendars, value.files];
  const whole = value.scope === 'all' || value.scope === 'cases';
  if (value.format !== PACKAGE_FORMAT || !whole || objects.some((one) => typeof one !== 'object' || one === null))
    throw new PackageFault('package-broken', `${PACKAGE_FILES.manifest}（不是 ${PACKAGE_FORMAT} 格式）`);
  return value as Manifest;
}

/** The proofs that a text holds; throws PackageFault if it holds none. */
export function proofsOf(text: string): SharedProofs {
  const value = jsonOf(text, PACKAGE_FILES.proofs) as Partial<SharedProofs>;
  if (typeof value.size !== 'number' || typeof value.hashes !== 'object' || value.hashes === null)
    throw new PackageFault('package-broken', PACKAGE_FILES.proofs);
  return value as SharedProofs;
}

function jsonOf(text: string, name: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new PackageFault('package-broken', `${name}（不是 JSON）`);
}
