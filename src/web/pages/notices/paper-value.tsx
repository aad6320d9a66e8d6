import { SERVICE_WORDS, UNIT_WORDS } from '../../../core/words.ts';
import { dayText, instantText } from '../../ui/when.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
/** Longer texts are cut: the paper beside them has the whole. */
const MOST = 120;

/** A value of a paper in short; its full words stand in the paper itself. */
export function PaperValue({ value }: { readonly value: unknown }) {
  const words = valueText(value);
  return <span className="value">{words.length > MOST ? `${words.slice(0, MOST)}……` : words}</span>;
}

/** A value of a paper in words. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') {
    if (INSTANT.test(value)) return `${dayText(value.slice(0, 10))} ${instantText(value).slice(11)}`;
    return DAY.test(value) ? dayText(value) : (SERVICE_WORDS[value] ?? value);
  }
  if (Array.isArray(value)) return value.map(valueText).join('；');
  if (typeof value !== 'object' || value === null) return String(value);
  const { value: count, unit } = value as { readonly value?: unknown; readonly unit?: unknown };
  if (typeof count === 'number' && typeof unit === 'string') return `${count} ${UNIT_WORDS[unit] ?? unit}`;
  // A row: its parts in their order, without what the machinery keeps of their sources.
  return Object.entries(value)
    .filter(([name]) => name !== 'from' && name !== 'sha256')
    .map(([, part]) => valueText(part))
    .join('，');
}
