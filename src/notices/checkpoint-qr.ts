import { renderSVG, renderUnicodeCompact } from 'uqr';
import { openNote, parseCheckpoint, signNote } from '../core/log/checkpoint.ts';

/** A checkpoint as a QR code: what it holds, for a terminal, and as a picture to be printed. */
export interface CheckpointQr {
  /** The signed note without lines of witnesses, which would not fit. */
  readonly text: string;
  readonly terminal: string;
  readonly svg: string;
}

/** Medium correction stands a fold or a stamp on paper; four fields of quiet around it (ISO/IEC 18004). */
const OPTIONS = { ecc: 'M', border: 4 } as const;

/** The QR code of a signed checkpoint: who reads it with a telephone has the note itself and needs no network; throws CheckpointError. */
export function checkpointQr(note: string): CheckpointQr {
  const { text, signatures } = openNote(note);
  const { origin } = parseCheckpoint(text);
  const own = signNote(
    text,
    [],
    signatures.filter(({ name }) => name === origin),
  );
  return {
    text: own,
    terminal: renderUnicodeCompact(own, OPTIONS),
    svg: renderSVG(own, OPTIONS),
  };
}
