import { type Calendar, loadRuleSet, parseCalendar, type RuleSet, type SealedEvent } from '../core/index.ts';
import type { LateList, PackageIndex, PackageTerms, PageBeside } from '../replay/package-data.ts';
import { type PackageLine, parsePackageLine } from '../replay/package-format.ts';
import type { TermsAtHand } from '../replay/record.ts';

/** The events of one page of the package, with what stands beside them. */
export interface LoadedPage {
  readonly lines: readonly PackageLine[];
  readonly beside: PageBeside;
}

// Chromium lets a page on disk read no file; a script that lies beside it may hand its text over.
const arrived = new Map<string, readonly string[]>();
const door = {
  index: (text: string) => void arrived.set('index', [text]),
  late: (text: string) => void arrived.set('late', [text]),
  terms: (text: string) => void arrived.set('terms', [text]),
  page: (number: string, lines: string, beside: string) => void arrived.set(`page-${number}`, [lines, beside]),
};
Object.assign(globalThis, { duban: door });

function load(file: string, key: string): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = `data/${file}.js`;
    const end = (): void => {
      const texts = arrived.get(key);
      arrived.delete(key);
      script.remove();
      if (texts === undefined) reject(new Error(file));
      else resolve(texts);
    };
    script.onload = end;
    script.onerror = end;
    document.head.append(script);
  });
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let begun: Promise<T> | undefined;
  return () => {
    begun ??= work();
    return begun;
  };
}

async function json<T>(file: string): Promise<T> {
  return JSON.parse((await load(file, file))[0] ?? '') as T;
}

/** What is loaded first. */
export const loadIndex = once(() => json<PackageIndex>('index'));

/** Everything that was ever late. */
export const loadLate = once(() => json<LateList>('late'));

/** Rule sets and calendars. */
export const loadTerms = once(async (): Promise<TermsAtHand> => {
  const { ruleSets, calendars } = await json<PackageTerms>('terms');
  const rules = new Map<string, RuleSet>(Object.entries(ruleSets).map(([id, body]) => [id, loadRuleSet(body)]));
  const days = new Map<string, Calendar>(Object.entries(calendars).map(([id, body]) => [id, parseCalendar(body)]));
  return { rules: (id) => rules.get(id), calendar: (id) => days.get(id) };
});

/** Pages held at once: the one on the screen and the last few. */
const MOST_PAGES = 8;
const pages = new Map<number, Promise<LoadedPage>>();

/** One page of events. */
export function loadPage(number: number): Promise<LoadedPage> {
  const known = pages.get(number);
  if (known !== undefined) return known;
  const oldest = pages.keys().next().value;
  if (pages.size >= MOST_PAGES && oldest !== undefined) pages.delete(oldest);
  const loading = load(`page-${String(number).padStart(5, '0')}`, `page-${number}`).then(
    ([lines = '', beside = '{}']) => ({
      lines: lines.split('\n').flatMap((line) => parsePackageLine(line) ?? []),
      beside: JSON.parse(beside) as PageBeside,
    }),
  );
  pages.set(number, loading);
  return loading;
}

/** The lines of one case, in order. */
export function linesOf(page: LoadedPage, caseId: string): readonly PackageLine[] {
  const named = `"caseId":${JSON.stringify(caseId)},`;
  return page.lines.filter((line) => line.bytes.includes(named) && eventOf(line).caseId === caseId);
}

/** The event that a line holds. */
export function eventOf({ bytes, hash }: PackageLine): SealedEvent {
  return { ...(JSON.parse(bytes) as Omit<SealedEvent, 'hash'>), hash };
}
