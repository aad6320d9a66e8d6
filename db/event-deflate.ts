/**
 * Raw deflate (RFC 1951) of short texts that repeat a fixed dictionary: one block with the fixed codes, matched greedily. zlib spends most of its
 * time on such a text on setting itself up (its tables, the dictionary's hashes, a native handle that the collector must free); here the
 * dictionary is hashed once a process. What comes out is ordinary deflate: any inflater reads it.
 */
interface Deflater {
  /** The UTF-8 bytes of a text, deflated; undefined if there are more than it takes. */
  deflate(text: string): Buffer | undefined;
}

const LEAST_MATCH = 4;
const LONGEST_MATCH = 258;
const HASH_BITS = 12;
const NONE = -1;
/** How many places of the dictionary that begin alike are compared. */
const MOST_PLACES = 16;
const MOST_BYTES_A_UNIT = 3;

/** A deflater for texts of up to `longest` bytes; dictionary and text must lie within deflate's window of 32 KB. */
export function createDeflater(dictionary: Buffer, longest: number): Deflater {
  const start = dictionary.length;
  if (start + longest > 32_768) throw new RangeError('dictionary and text do not fit the window');
  // The dictionary, and after it the text of the day; the spare bytes keep the hash of the last places within.
  const window = Buffer.alloc(start + longest + LEAST_MATCH);
  dictionary.copy(window);
  const inDictionary = new Int16Array(1 << HASH_BITS).fill(NONE);
  const earlier = new Int16Array(start);
  for (let at = 0; at + LEAST_MATCH <= start; at++) {
    const hash = hashAt(window, at);
    earlier[at] = inDictionary[hash] as number;
    inDictionary[hash] = at;
  }
  const inText = new Int16Array(1 << HASH_BITS);
  const bits = createBits(longest);

  function deflate(text: string): Buffer | undefined {
    if (text.length > longest || (text.length * MOST_BYTES_A_UNIT > longest && Buffer.byteLength(text) > longest))
      return undefined;
    const end = start + window.write(text, start);
    inText.fill(NONE);
    bits.begin();
    let at = start;
    while (at < end) {
      const hash = hashAt(window, at);
      const most = Math.min(LONGEST_MATCH, end - at);
      let length = 0;
      let distance = 0;
      const see = (place: number) => {
        const found = matchLength(window, place, at, most, length);
        if (found <= length) return;
        length = found;
        distance = at - place;
      };
      const near = inText[hash] as number;
      if (near !== NONE) see(near);
      for (
        let place = inDictionary[hash] as number, turn = 0;
        place !== NONE && turn < MOST_PLACES && length < most;
        place = earlier[place] as number, turn++
      )
        see(place);
      inText[hash] = at;
      if (length >= LEAST_MATCH) {
        bits.match(length, distance);
        at += length;
      } else {
        bits.literal(window[at] as number);
        at += 1;
      }
    }
    return bits.end();
  }
  return { deflate };
}

function hashAt(window: Buffer, at: number): number {
  const four =
    (window[at] as number) |
    ((window[at + 1] as number) << 8) |
    ((window[at + 2] as number) << 16) |
    ((window[at + 3] as number) << 24);
  return Math.imul(four, 0x9e3779b1) >>> (32 - HASH_BITS);
}

/** How far the bytes at a place are those at `at`; 0 if that cannot be further than `beaten`. */
function matchLength(window: Buffer, place: number, at: number, most: number, beaten: number): number {
  if (window[place + beaten] !== window[at + beaten]) return 0;
  let length = 0;
  while (length < most && window[place + length] === window[at + length]) length++;
  return length;
}

/** Symbols of the fixed codes (RFC 1951, 3.2.6), bits reversed as they go out, and their numbers of bits. */
const [CODES, WIDTHS] = fixedCodes();

function fixedCodes(): readonly [Uint16Array, Uint8Array] {
  const codes = new Uint16Array(288);
  const widths = new Uint8Array(288);
  for (let symbol = 0; symbol < 288; symbol++) {
    const [code, width] =
      symbol < 144
        ? [0x30 + symbol, 8]
        : symbol < 256
          ? [0x190 + symbol - 144, 9]
          : symbol < 280
            ? [symbol - 256, 7]
            : [0xc0 + symbol - 280, 8];
    codes[symbol] = reversed(code, width);
    widths[symbol] = width;
  }
  return [codes, widths];
}

function reversed(code: number, width: number): number {
  let out = 0;
  for (let bit = 0; bit < width; bit++) out |= ((code >> bit) & 1) << (width - 1 - bit);
  return out;
}

const END_OF_BLOCK = 256;
/** A final block with fixed codes: BFINAL 1, BTYPE 01. */
const HEADER = 0b011;

/** Bits into bytes, the lowest first; a literal takes at most 9 of them. */
function createBits(longest: number) {
  const out = Buffer.alloc(Math.ceil((longest * 9) / 8) + 16);
  let at = 0;
  let held = 0;
  let count = 0;

  /** At most 16 bits at a time. */
  function put(value: number, width: number): void {
    held |= value << count;
    count += width;
    while (count >= 8) {
      out[at++] = held & 0xff;
      held >>>= 8;
      count -= 8;
    }
  }
  const symbol = (value: number) => put(CODES[value] as number, WIDTHS[value] as number);

  return {
    begin(): void {
      at = 0;
      held = 0;
      count = 0;
      put(HEADER, 3);
    },
    literal: symbol,
    match(length: number, distance: number): void {
      putLength(length);
      putDistance(distance);
    },
    end(): Buffer {
      symbol(END_OF_BLOCK);
      if (count > 0) out[at++] = held & 0xff;
      return Buffer.from(out.subarray(0, at));
    },
  };

  function putLength(length: number): void {
    const beyond = length - 3;
    if (length === LONGEST_MATCH) symbol(285);
    else if (beyond < 8) symbol(257 + beyond);
    else {
      // Four symbols a power of two: the two bits below the highest name the symbol, the rest follows as it is.
      const extra = 29 - Math.clz32(beyond);
      symbol(257 + (extra << 2) + (beyond >> extra));
      put(beyond & ((1 << extra) - 1), extra);
    }
  }

  function putDistance(distance: number): void {
    const beyond = distance - 1;
    if (beyond < 4) put(reversed(beyond, 5), 5);
    else {
      const extra = 30 - Math.clz32(beyond);
      put(reversed((extra << 1) + (beyond >> extra), 5), 5);
      put(beyond & ((1 << extra) - 1), extra);
    }
  }
}
