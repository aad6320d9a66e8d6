/** Why no paper can be made; nothing has been written. */
export type PaperProblem = 'values-missing' | 'glyph-missing' | 'font-unreadable' | 'value-invalid';

/** What the sentence names. */
interface Particulars {
  /** Labels of fields, Chinese. */
  readonly fields?: readonly string[];
  readonly characters?: readonly string[];
  readonly file?: string;
}

/** A paper that cannot be made: stable code, and a Chinese sentence that says what to do. */
export class PaperError extends Error {
  readonly code: PaperProblem;
  readonly fields: readonly string[];
  constructor(code: PaperProblem, particulars: Particulars) {
    super(sentence(code, particulars));
    this.name = 'PaperError';
    this.code = code;
    this.fields = particulars.fields ?? [];
  }
}

function sentence(code: PaperProblem, { fields = [], characters = [], file = '' }: Particulars): string {
  switch (code) {
    case 'values-missing':
      return `文书还缺以下内容，请补充后再制作：${fields.join('、')}。`;
    case 'value-invalid':
      return `文书以下内容的格式不对，请更正后再制作：${fields.join('、')}。`;
    case 'glyph-missing':
      return `字体中没有这些字：${characters.join('、')}。请把含有这些字的字体文件放入字体文件夹，或使用 DOCX 文件。`;
    case 'font-unreadable':
      return `字体文件“${file}”无法读取，请换成完好的 TTF 或 OTF 文件，或将其移出字体文件夹。`;
    default: {
      const never: never = code;
      return never;
    }
  }
}
