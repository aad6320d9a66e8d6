import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

// How text becomes words that an index can find: Chinese as pairs of characters, because it has no spaces, all else as it is written.
// The same on every database: the index is handed words, never sentences.

/** One thing to find: words that follow each other; the last one may go on. */
export interface Phrase {
  readonly words: readonly string[];
  readonly lastGoesOn: boolean;
}

const RUN = /\p{Script=Han}+|[\p{L}\p{N}]+?(?=\p{Script=Han}|[^\p{L}\p{N}]|$)/gu;
const HAN = /^\p{Script=Han}/u;
/** Words a text may give; an index of one case needs no more. */
const MOST_WORDS = 2_000;
/** Terms of a search that are looked at, and words of one. */
const MOST_TERMS = 8;
const MOST_PHRASE = 40;

/** Words of a text in order: of 疏散通道 疏散、散通、通道 and, where a run ends, its last character alone. */
export function wordsOf(text: string): readonly string[] {
  return runsOf(text)
    .flatMap((run) => (HAN.test(run) ? pairsOf(run, true) : [run]))
    .slice(0, MOST_WORDS);
}

/** Terms of a search as people type them, divided at spaces and marks of punctuation that divide: all must be found. */
export function termsOf(text: string): readonly string[] {
  return text
    .normalize('NFKC')
    .split(/[\s,;、，；。]+/)
    .filter((term) => runsOf(term).length > 0)
    .slice(0, MOST_TERMS);
}

/** What finds a term wherever it stands in a text: its words in their order. */
export function phraseOf(term: string): Phrase {
  const runs = runsOf(term);
  const words = runs.flatMap((run, i) => (HAN.test(run) ? pairsOf(run, i < runs.length - 1) : [run]));
  const last = runs.at(-1) ?? '';
  return { words: words.slice(0, MOST_PHRASE), lastGoesOn: !HAN.test(last) || [...last].length === 1 };
}

/** The word that stands for an organisation, a unit or a person in the index, so that a new name finds old cases. */
export function idWord(what: 'organisation' | 'person', id: string): string {
  return `z${what === 'person' ? 'p' : 'o'}${bytesToHex(utf8ToBytes(id))}`;
}

function runsOf(text: string): readonly string[] {
  return text.normalize('NFKC').toLowerCase().match(RUN) ?? [];
}

function pairsOf(run: string, ends: boolean): readonly string[] {
  const characters = [...run];
  const pairs = characters.slice(0, -1).map((character, i) => `${character}${characters[i + 1]}`);
  const last = characters.at(-1) as string;
  return ends || pairs.length === 0 ? [...pairs, last] : pairs;
}
