/** Sorts of evidence by their first bytes; what a sender calls his file is not believed. */
const SIGNATURES: readonly { readonly type: string; readonly at: number; readonly bytes: readonly number[] }[] = [
  { type: 'image/png', at: 0, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: 'image/jpeg', at: 0, bytes: [0xff, 0xd8, 0xff] },
  { type: 'application/pdf', at: 0, bytes: [...'%PDF-'].map((letter) => letter.charCodeAt(0)) },
];

const BRANDS: { readonly [brand: string]: string } = {
  heic: 'image/heic',
  heix: 'image/heic',
  mif1: 'image/heic',
  isom: 'video/mp4',
  mp41: 'video/mp4',
  mp42: 'video/mp4',
  avc1: 'video/mp4',
  'qt  ': 'video/quicktime',
};

/** Media type of a file: picture, film, PDF or office document; undefined for anything else. */
export function fileType(bytes: Buffer): string | undefined {
  const known = SIGNATURES.find((one) => one.bytes.every((byte, i) => bytes[one.at + i] === byte));
  if (known) return known.type;
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'image/webp';
  if (ascii(bytes, 4, 8) === 'ftyp') return BRANDS[ascii(bytes, 8, 12)];
  return ascii(bytes, 0, 4) === 'PK\u0003\u0004' ? officeType(bytes) : undefined;
}

/** A zip is evidence only as an office document. */
function officeType(bytes: Buffer): string | undefined {
  if (!bytes.includes('[Content_Types].xml')) return undefined;
  if (bytes.includes('word/document.xml'))
    return 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
  return bytes.includes('xl/workbook.xml')
    ? 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
    : undefined;
}

function ascii(bytes: Buffer, from: number, to: number): string {
  return bytes.toString('latin1', from, to);
}
