import { readFileSync } from 'node:fs';
import { openOffice } from '../drill/office.ts';
import { loadRuleSet, parseCalendar } from '../src/core/index.ts';
import { fillLedger } from './generated-ledger.ts';

// In a process of its own, so that what the generator needs is not counted as the what-if's memory: FILE, roughly so many EVENTS.

const [, , file = '', events = '0'] = process.argv;
const bundled = (name: string) => JSON.parse(readFileSync(new URL(`../data/${name}`, import.meta.url), 'utf8'));
const db = await openOffice({ sqlite: file });
if (db.dialect !== 'sqlite') throw new Error('the generated ledger is an SQLite one');
const terms = {
  rules: loadRuleSet(bundled('rules.default.json')),
  calendar: parseCalendar(bundled('calendar.cn-2024-2026.json')),
};
const filled = fillLedger(db, { seed: 1, events: Number(events), terms });
process.stdout.write(JSON.stringify({ events: filled.events, until: filled.until }));
await db.close();
