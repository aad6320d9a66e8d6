import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAccesses, recordAccess } from '../../db/access-log.ts';
import { publishCalendar, readCalendarBody, readCalendarIds } from '../../db/calendar.ts';
import { buildDirectory } from '../../db/directory.ts';
import { migrate } from '../../db/migrate.ts';
import { type Database, openDatabase } from '../../db/open.ts';
import { readUnit, saveRegisters } from '../../db/organisation.ts';
import { readPostsOf } from '../../db/post.ts';
import { publishRuleSet, readRuleSetBody, readRuleSets } from '../../db/rule-set.ts';
import { eraseSealed, findSealed, keepSealed } from '../../db/sealed-identity.ts';
import { addSession, endSessionsOf, findSession, forgetExpired, touchSession } from '../../db/session.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'duban-owners-'));
const NOW = '2025-03-03T09:00:00+08:00';
const LATER = '2025-03-04T09:00:00+08:00';
let db: Database;

beforeAll(async () => {
  db = await openDatabase({ sqlite: path.join(folder, 'owners.db') });
  await migrate(db);
});
afterAll(async () => {
  await db.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('registers', () => {
  it('are saved together, replaced on repetition, and each change moves their version', async () => {
    const version = async () => (await db.knex('register_version').first()).version;
    const before = await version();
    const office = {
      organisations: [{ id: 'U1', name: '一厂', kind: 'unit' as const }],
      persons: [{ id: 'p', name: '王一', mail: 'p@example.test' }],
      posts: [{ organisation: 'U1', name: 'unit.head', label: '负责人' }],
      holdings: [{ organisation: 'U1', post: 'unit.head', person: 'p', validFrom: NOW }],
      deputies: [{ organisation: 'U1', post: 'unit.head', person: 'p', orderNo: '7', validFrom: LATER }],
      units: [{ id: 'U1', supervisor: 'V1', size: 'small' }],
    };
    await saveRegisters(db.knex, office);
    await saveRegisters(db.knex, { ...office, units: [{ id: 'U1', supervisor: 'V2' }] });
    expect(await version()).toBeGreaterThan(before);
    expect(await readUnit(db.knex, 'U1')).toEqual({ unit: 'U1', supervisor: 'V2' });
    expect(await readPostsOf(db.knex, 'p', NOW)).toEqual([{ organisation: 'U1', post: 'unit.head' }]);
    expect(await readPostsOf(db.knex, 'p', LATER)).toHaveLength(2);
  });

  it('a broken reference saves nothing', async () => {
    const broken = saveRegisters(db.knex, {
      persons: [{ id: 'q', name: '某' }],
      holdings: [{ organisation: 'X', post: 'nowhere', person: 'q', validFrom: NOW }],
    });
    await expect(broken).rejects.toThrow();
    expect(await db.knex('person').where({ id: 'q' })).toEqual([]);
  });

  it('a post is resolved by its validity; a circle of empty posts ends at the desk', () => {
    const holding = (person: string, valid_from: string, valid_until: string | null) => ({
      organisation: '',
      post: 'a',
      person,
      valid_from,
      valid_until,
    });
    const post = (name: string, above: string | null) => ({ organisation: '', name, above, above_organisation: null });
    const directory = buildDirectory({
      version: 1,
      persons: [
        { id: 'old', mail: null },
        { id: 'new', mail: 'new@example.test' },
      ],
      posts: [post('a', 'b'), post('b', 'a'), post('c', 'a')],
      holdings: [holding('old', NOW, LATER), holding('new', LATER, null)],
      deputies: [],
    });
    expect(directory.resolve({ post: 'a' }, NOW)).toEqual([{ person: 'old', address: undefined, because: 'holder' }]);
    expect(directory.resolve({ post: 'a' }, LATER)).toEqual([
      { person: 'new', address: 'new@example.test', because: 'holder' },
    ]);
    expect(directory.resolve({ post: 'c' }, LATER)).toEqual([
      { person: 'new', address: 'new@example.test', because: 'post empty: post above' },
      { person: '', address: undefined, because: 'office desk' },
    ]);
    expect(directory.resolve({ post: 'a' }, '2020-01-01T00:00:00+08:00')).toEqual([
      { person: '', address: undefined, because: 'office desk' },
    ]);
    expect(directory.resolve({ post: 'unknown', organisation: 'X' }, NOW)).toEqual([
      { person: '', address: undefined, because: 'office desk' },
    ]);
  });
});

describe('published versions', () => {
  it('are kept as they were published; an id is given once', async () => {
    const row = { id: 'r-1', effectiveFrom: '2025-01-01', calendar: 'c-1', body: '{"a":1}', publishedAt: NOW };
    expect(await publishRuleSet(db.knex, row)).toBe(true);
    expect(await publishRuleSet(db.knex, { ...row, body: '{"a":2}' })).toBe(false);
    expect(await readRuleSetBody(db.knex, 'r-1')).toBe('{"a":1}');
    expect(await readRuleSets(db.knex)).toEqual([
      { id: 'r-1', effectiveFrom: '2025-01-01', calendar: 'c-1', publishedAt: NOW },
    ]);
    expect(await publishCalendar(db.knex, { id: 'c-1', body: '{}', publishedAt: NOW })).toBe(true);
    expect(await publishCalendar(db.knex, { id: 'c-1', body: '[]', publishedAt: NOW })).toBe(false);
    expect([await readCalendarBody(db.knex, 'c-1'), await readCalendarIds(db.knex)]).toEqual(['{}', ['c-1']]);
  });
});

describe('sessions, identities, accesses', () => {
  it('a session lives until it expires or its account is shut out', async () => {
    const session = {
      idHash: 'h1',
      id: '1',
      account: 'wang',
      csrf: 'c',
      createdAt: NOW,
      seenAt: NOW,
      expiresAt: LATER,
      endsAt: '2025-03-06T09:00:00+08:00',
      confirmedAt: NOW,
      address: '10.0.0.1',
      agent: 'test',
    };
    await addSession(db.knex, session);
    expect(await findSession(db.knex, 'h1', NOW)).toEqual(session);
    expect(await findSession(db.knex, 'h1', LATER)).toBeUndefined();
    await touchSession(db.knex, 'h1', NOW, '2025-03-05T09:00:00+08:00');
    expect(await findSession(db.knex, 'h1', LATER)).toBeDefined();
    await touchSession(db.knex, 'h1', NOW, '2025-03-09T09:00:00+08:00');
    expect(await findSession(db.knex, 'h1', session.endsAt)).toBeUndefined();
    await addSession(db.knex, { ...session, idHash: 'h2' });
    expect(await forgetExpired(db.knex, LATER)).toBe(1);
    await endSessionsOf(db.knex, 'wang');
    expect(await findSession(db.knex, 'h1', NOW)).toBeUndefined();
  });

  it('a sealed identity is kept once and can be erased', async () => {
    await keepSealed(db.knex, { caseId: 'T-1', keyId: 'k', sealed: new Uint8Array([1, 2]), sealedAt: NOW });
    await keepSealed(db.knex, { caseId: 'T-1', keyId: 'k', sealed: new Uint8Array([9]), sealedAt: LATER });
    expect(await findSealed(db.knex, 'T-1')).toEqual({
      caseId: 'T-1',
      keyId: 'k',
      sealed: new Uint8Array([1, 2]),
      sealedAt: NOW,
    });
    await eraseSealed(db.knex, 'T-1', LATER);
    expect(await findSealed(db.knex, 'T-1')).toBeUndefined();
    expect((await db.knex('sealed_identity').where({ case_id: 'T-1' }).first()).sealed).toHaveLength(0);
  });

  it('reading is recorded', async () => {
    await recordAccess(db.knex, { at: NOW, account: 'wang', act: 'read', object: 'H-1' });
    await recordAccess(db.knex, { at: LATER, act: 'export', object: 'H-1', detail: 'zip' });
    expect(await readAccesses(db.knex, 'H-1', 10)).toEqual([
      { at: LATER, act: 'export', object: 'H-1', detail: 'zip' },
      { at: NOW, account: 'wang', act: 'read', object: 'H-1' },
    ]);
  });
});
