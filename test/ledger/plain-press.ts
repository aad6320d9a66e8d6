import type { NoticeState } from '../../src/core/index.ts';
import type { FilledPaper, PaperImprint, Press } from '../../src/ledger/press.ts';

/** What a test may do while a paper is being printed. */
export interface PlainPress extends Press {
  onPrint: (paper: NoticeState, imprint: PaperImprint | undefined) => Promise<void> | void;
  filled: Partial<FilledPaper>;
}

/** A press without type: the values as text, at once. */
export function plainPress(): PlainPress {
  const press: PlainPress = {
    onPrint: () => undefined,
    filled: {},
    fill: async ({ effect, event }) => ({
      title: effect.notice,
      template: 'v1',
      unsigned: false,
      receiptRequired: true,
      fields: [{ id: 'unit', label: '单位名称', required: true }],
      values: { unit: { value: '一厂', from: { caseId: event.caseId, seq: event.seq } } },
      ...press.filled,
    }),
    check: (_, values) =>
      typeof values.unit === 'string' || values.unit === undefined ? {} : { unit: '单位名称应为文字' },
    reference: async (_, year, number) => `安办〔${year}〕${number}号`,
    form: () => ({ type: 'object', properties: { unit: { type: 'string', title: '单位名称' } } }),
    text: async (paper) => [
      { piece: 'line', role: 'body', words: [{ text: String(paper.values.unit?.value ?? ''), field: 'unit' }] },
    ],
    async print(paper, imprint) {
      await press.onPrint(paper, imprint);
      const text = JSON.stringify([imprint ?? null, paper.caseId, paper.values]);
      return { docx: Buffer.from(`docx ${text}`), pdf: Buffer.from(`pdf ${text}`) };
    },
  };
  return press;
}
