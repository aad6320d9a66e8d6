import { createReadStream, existsSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Readable } from 'node:stream';
import { recordAccess } from '../../db/access-log.ts';
import { sheetNames } from '../api/fact-sheet-file.ts';
import { type Calendar, loadRuleSet, parseCalendar, type RuleSet, type SealedEvent } from '../core/index.ts';
import { postWord } from '../core/words.ts';
import { laterCalendars, readCaseRecord } from '../ledger/case-record.ts';
import { type OpenPackage, openPackage } from '../package/open.ts';
import { EventLinesError, parseEventLines } from '../replay/event-lines.ts';
import { BARE_NAMES, type SheetNames } from '../replay/fact-sheet.ts';
import type { PackageIndex, PageBeside } from '../replay/package-data.ts';
import { PackageFault } from '../replay/package-files.ts';
import { PACKAGE_FILES } from '../replay/package-format.ts';
import { type DeliveryRecord, gatherTerms, type RefusedRecord, type TermsAtHand } from '../replay/record.ts';
import { CommandError, type Given, type Io, wrongUse } from './command.ts';
import { bundled } from './input-file.ts';
import { now, withLedger } from './ledger-access.ts';
import { calendarOfCase, rulesOfCase } from './pinned-terms.ts';
import { rulesFrom, ruleWords } from './rules-file.ts';

/** A case to be looked through, from the ledger or from a file, with what stands beside its events. */
export interface ReplaySource {
  readonly events: readonly SealedEvent[];
  readonly deliveries: readonly DeliveryRecord[];
  readonly refused: readonly RefusedRecord[];
  readonly terms: TermsAtHand;
  /** Later versions of the calendars, on which verdicts are tried. */
  readonly calendars: readonly Calendar[];
  readonly names: SheetNames;
  /** False: the lines of the file do not give their hashes any more. */
  readonly intact: boolean;
}

/** Why somebody looks, and which case of a file he means. */
export interface Looking {
  readonly act: string;
  readonly reason?: string | undefined;
  readonly caseId?: string | undefined;
}

/** The case of an id in the ledger, or of a package (ZIP or folder) or an `events.jsonl`. A look into the ledger is put on record. */
export async function readSource(idOrFile: string, given: Given, io: Io, looking: Looking): Promise<ReplaySource> {
  if (existsSync(idOrFile)) return fromFile(idOrFile, looking.caseId);
  if (/[\\/]|\.(zip|jsonl)$/.test(idOrFile)) throw wrongUse(`找不到文件 ${idOrFile}，请核对路径。`);
  return fromLedger(idOrFile, given, io, looking);
}

function fromLedger(caseId: string, given: Given, io: Io, { act, reason }: Looking): Promise<ReplaySource> {
  return withLedger(given, io, async ({ db, ledger }) => {
    const record = await readCaseRecord({ ledger, db }, caseId);
    if (record.events.length === 0)
      throw new CommandError(2, 'case-not-found', `没有找到案件或文件 ${caseId}，请用 duban case list 核对编号。`);
    await recordAccess(db.knex, {
      at: now(),
      act,
      object: caseId,
      ...(reason === undefined ? {} : { detail: reason }),
    });
    const terms = await gatherTerms(record.events, {
      ruleSet: (id) => rulesOfCase(db, id),
      calendar: (id) => calendarOfCase(db, id),
    });
    const later = await Promise.all((await laterCalendars({ db }, record.events)).map((id) => calendarOfCase(db, id)));
    const calendars = later.filter((one) => one !== undefined);
    return { ...record, terms, calendars, names: await sheetNames(db), intact: true };
  });
}

async function fromFile(file: string, wanted: string | undefined): Promise<ReplaySource> {
  try {
    const isLines = statSync(file).isFile() && file.endsWith('.jsonl');
    return isLines
      ? await fromLines(createReadStream(file), wanted, new Map(), new Map())
      : await fromPackage(file, wanted);
  } catch (error) {
    if (error instanceof EventLinesError || error instanceof PackageFault) throw wrongUse(error.message);
    throw error;
  }
}

async function fromPackage(file: string, wanted: string | undefined): Promise<ReplaySource> {
  const opened = await openPackage(file);
  try {
    if (!opened.names.includes(PACKAGE_FILES.events))
      throw wrongUse(`${file} 不是档案包：其中没有 ${PACKAGE_FILES.events}。`);
    const rules = new Map<string, RuleSet>();
    const calendars = new Map<string, Calendar>();
    for (const name of opened.names) {
      if (/^rules\/.+\.json$/.test(name)) addRules(rules, await textOf(opened.read(name)));
      if (/^calendar\/.+\.json$/.test(name)) addCalendar(calendars, await textOf(opened.read(name)));
    }
    const found = await fromLines(opened.read(PACKAGE_FILES.events), wanted, rules, calendars);
    return { ...found, ...(await besideOf(opened, found)) };
  } finally {
    await opened.close();
  }
}

/** What the package's page knows beside the events: names, and what became of messages. A folder without a page has neither. */
async function besideOf(
  { names, read }: OpenPackage,
  { events, names: known }: ReplaySource,
): Promise<Pick<ReplaySource, 'names' | 'deliveries'>> {
  const data = async (name: string) => (names.includes(name) ? scriptTexts(await textOf(read(name))) : []);
  const [indexText] = await data('data/index.js');
  if (indexText === undefined) return { names: known, deliveries: [] };
  const index = JSON.parse(indexText) as PackageIndex;
  const { caseId } = events[0] as SealedEvent;
  const page = index.cases.find(({ id }) => id === caseId)?.page ?? 0;
  const [, , besideText = '{}'] = await data(`data/page-${String(page).padStart(5, '0')}.js`);
  const beside = JSON.parse(besideText) as Partial<PageBeside>;
  return {
    deliveries: beside.deliveries?.[caseId] ?? [],
    names: {
      ...known,
      body: ({ post, organisation }) =>
        `${organisation === undefined ? '' : (index.organisations[organisation] ?? organisation)}${postWord(post)}`,
      person: (id) => index.persons[id] ?? id,
    },
  };
}

/** The texts that a script of the package hands to its page: `duban.index("…")`. */
function scriptTexts(script: string): readonly string[] {
  const [, inner = ''] = /^duban\.\w+\(([\s\S]*)\);\n$/.exec(script) ?? [];
  return JSON.parse(`[${inner}]`) as readonly string[];
}

/** The lines of one case; a package may hold more events than memory, so the others are let go. */
async function fromLines(
  pieces: AsyncIterable<Uint8Array>,
  wanted: string | undefined,
  rules: Map<string, RuleSet>,
  calendars: Map<string, Calendar>,
): Promise<ReplaySource> {
  const kept: string[] = [];
  const others = new Set<string>();
  let caseId = wanted;
  for await (const line of createInterface({ input: Readable.from(pieces), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '') continue;
    const [, found = ''] = /"caseId":"([^"]+)"/.exec(line) ?? [];
    caseId ??= found;
    if (found === caseId || found === '') kept.push(line);
    else others.add(found);
  }
  if (wanted === undefined && others.size > 0)
    throw wrongUse(
      `文件中有 ${others.size + 1} 件案件，请用 --case 指定一件，如 ${[caseId, ...others].slice(0, 3).join('、')}。`,
    );
  const found = parseEventLines(kept.join('\n')).get(caseId ?? '');
  if (found === undefined)
    throw new CommandError(2, 'case-not-found', `文件中没有案件 ${caseId ?? ''}，请核对 --case。`);
  const own = [...calendars.values()];
  await addBundled(rules, calendars);
  const terms = { rules: (id: string) => rules.get(id), calendar: (id: string) => calendars.get(id) };
  const { notice } = ruleWords(rulesFrom(undefined));
  return { ...found, deliveries: [], refused: [], terms, calendars: own, names: { ...BARE_NAMES, notice } };
}

async function textOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all).toString('utf8');
}

function addRules(rules: Map<string, RuleSet>, text: string): void {
  const one = loadRuleSet(JSON.parse(text));
  rules.set(one.id, one);
}

function addCalendar(calendars: Map<string, Calendar>, text: string): void {
  const one = parseCalendar(JSON.parse(text));
  calendars.set(one.id, one);
}

/** Without them in the file, those that ship with the product explain what they can: ids are never used twice. */
async function addBundled(rules: Map<string, RuleSet>, calendars: Map<string, Calendar>): Promise<void> {
  const shipped = rulesFrom(undefined);
  if (!rules.has(shipped.id)) rules.set(shipped.id, shipped);
  const folder = path.dirname(bundled('notices.json'));
  for (const name of (await readdir(folder)).filter((one) => /^calendar\..+\.json$/.test(one))) {
    const known = new Map(calendars);
    addCalendar(calendars, await readFile(path.join(folder, name), 'utf8'));
    for (const [id, calendar] of known) calendars.set(id, calendar);
  }
}
