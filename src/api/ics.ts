import { addDays, type Day, type Instant, toMs } from '../core/instant.ts';

/** One due day or instant as an entry of a calendar. */
export interface CalendarEntry {
  /** Never changes for the same duty, so that a moved deadline moves the entry. */
  readonly uid: string;
  /** Grows with each change. */
  readonly sequence: number;
  /** When what it shows was recorded. */
  readonly stamp: Instant;
  readonly summary: string;
  readonly description: string;
  readonly url?: string;
  /** A whole day, or else the instant. */
  readonly day?: Day;
  readonly instant?: Instant;
  /** Not certain yet. */
  readonly tentative: boolean;
}

/** An iCalendar object (RFC 5545): CRLF, lines folded at 75 octets, text escaped. */
export function calendarText(name: string, entries: readonly CalendarEntry[]): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//duban//duban//ZH',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escaped(name)}`,
    // RFC 7986; older readers take the other.
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    'X-PUBLISHED-TTL:PT1H',
    ...entries.flatMap(entryLines),
    'END:VCALENDAR',
  ];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}

function entryLines(entry: CalendarEntry): readonly string[] {
  const { uid, sequence, stamp, summary, description, url, day, instant, tentative } = entry;
  return [
    'BEGIN:VEVENT',
    `UID:${escaped(uid)}`,
    `DTSTAMP:${utc(stamp)}`,
    `SEQUENCE:${sequence}`,
    ...(day === undefined
      ? [`DTSTART:${utc(instant ?? stamp)}`]
      : [`DTSTART;VALUE=DATE:${compact(day)}`, `DTEND;VALUE=DATE:${compact(addDays(day, 1))}`]),
    `SUMMARY:${escaped(summary)}`,
    `DESCRIPTION:${escaped(description)}`,
    ...(url === undefined ? [] : [`URL:${url}`]),
    `STATUS:${tentative ? 'TENTATIVE' : 'CONFIRMED'}`,
    'CLASS:PRIVATE',
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ];
}

function compact(day: Day): string {
  return day.replaceAll('-', '');
}

function utc(instant: Instant): string {
  return `${new Date(toMs(instant)).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

/** Titles come from people; RFC 5545 allows no control character in a text, and one would cost a strict reader the whole calendar. */
function escaped(text: string): string {
  return text
    .replaceAll(/[\\;,]/g, (sign) => `\\${sign}`)
    .replaceAll(/\r\n|[\r\n\u2028\u2029]/g, '\\n')
    .replaceAll(/\p{Cc}/gu, ' ');
}

const LONGEST_LINE = 75;

/** Octets, not signs: a Chinese sign is three, and must not be cut. */
function folded(line: string): string {
  const parts: string[] = [];
  let part = '';
  let octets = 0;
  for (const sign of line) {
    const size = Buffer.byteLength(sign);
    if (octets + size > LONGEST_LINE) {
      parts.push(part);
      part = ' ';
      octets = 1;
    }
    part += sign;
    octets += size;
  }
  return [...parts, part].join('\r\n');
}
