/** What a backup holds, beside its files. */
export interface BackupManifest {
  readonly format: typeof BACKUP_FORMAT;
  readonly at: string;
  /** Events in the ledger. */
  readonly events: number;
  /** The newest signed checkpoint at that moment, null before the first. */
  readonly checkpoint: string | null;
  readonly files: { readonly [name: string]: { readonly sha256: string; readonly size: number } };
}

export const BACKUP_FORMAT = 'duban-backup-v1';
export const MANIFEST = 'backup.json';
export const LEDGER = 'duban.db';
/** Files of the data folder that hold keys; a backup keeps them in a file of their own. */
export const KEY_FILES = ['log.key', 'receipt.key', 'identity.key'] as const;

/** Files that a backup may hold: the ledger, evidence and papers by their hash, the office's own fonts. */
const ALLOWED = [/^duban\.db$/, /^blobs\/[0-9a-f]{2}\/[0-9a-f]{64}$/, /^fonts\/[^/]{1,200}$/];

/** Whether a file of this name has a place in a data folder. */
export function isBackupFile(name: string): boolean {
  return ALLOWED.some((pattern) => pattern.test(name));
}

/** The manifest, undefined if the text is none of this format. */
export function manifestOf(text: string): BackupManifest | undefined {
  const value = parsed(text) as Partial<BackupManifest> | undefined;
  if (value?.format !== BACKUP_FORMAT || typeof value.files !== 'object' || value.files === null) return undefined;
  const isPlain = Object.entries(value.files).every(
    ([name, file]) => isBackupFile(name) && /^[0-9a-f]{64}$/.test(file?.sha256 ?? ''),
  );
  const hasNote = value.checkpoint === null || typeof value.checkpoint === 'string';
  return isPlain && hasNote && LEDGER in value.files ? (value as BackupManifest) : undefined;
}

/** Keys by file name, undefined if the text is none of a backup's key file. */
export function keysOf(text: string): ReadonlyMap<string, string> | undefined {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = Object.entries(value);
  const isPlain = entries.every(
    ([name, key]) => (KEY_FILES as readonly string[]).includes(name) && typeof key === 'string',
  );
  return isPlain ? new Map(entries as [string, string][]) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
