import { createRequire } from 'node:module';
import type { TDocumentDefinitions } from 'pdfmake/interfaces.js';

/** What the library's printer asks of a file system: here, the fonts of one document. */
interface FontFiles {
  existsSync(name: string): boolean;
  readFileSync(name: string): Buffer | undefined;
}

interface Printer {
  createPdfKitDocument(definition: TDocumentDefinitions): Promise<NodeJS.ReadableStream & { end(): void }>;
}

type PrinterClass = new (
  fonts: { readonly [font: string]: { readonly normal: string } },
  files: FontFiles,
  urls: { resolve(url: string): void; resolved(): Promise<void> },
  mayRead: (path: string) => boolean,
) => Printer;

// The package's front keeps one set of fonts for the whole process; its printer takes them document by document.
const { default: PdfPrinter } = createRequire(import.meta.url)('pdfmake/js/Printer') as {
  readonly default: PrinterClass;
};

/** A PDF file from its definition and its fonts; reads no other file and no address. */
export async function printPdf(definition: TDocumentDefinitions, fonts: ReadonlyMap<string, Buffer>): Promise<Buffer> {
  const printer = new PdfPrinter(
    Object.fromEntries([...fonts.keys()].map((name) => [name, { normal: name }])),
    { existsSync: (name) => fonts.has(name), readFileSync: (name) => fonts.get(name) },
    { resolve: () => {}, resolved: async () => {} },
    () => false,
  );
  const pdf = await printer.createPdfKitDocument(definition);
  const chunks: Buffer[] = [];
  pdf.end();
  for await (const chunk of pdf) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
