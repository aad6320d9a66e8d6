import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Act, actor, at, HEAD, newWorld, OFFICE, served, story, submit, UNIT } from './office.ts';

const core = path.join(import.meta.dirname, '../../src/core');
const codes = [
  ...(
    readFileSync(path.join(core, 'refusal.ts'), 'utf8').match(/const SENTENCES = \{([\s\S]*?)\n\} as const/)?.[1] ?? ''
  ).matchAll(/^ {2}'?([a-z-]+)'?: '(.*)',$/gm),
].map(([, code = '', sentence = '']) => ({ code, sentence }));

/** Said by the ledger or the API, which know what the core does not: the stored case, the other person's command. */
const SAID_ELSEWHERE = ['stale', 'command-id-reused', 'return-'];

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(path.join(folder, file), 'utf8'));
}

const act = (what: string, payload: Act['with'] = {}, by: Act['by'] = OFFICE): Act => ({
  at: '2025-03-10 09:00',
  by,
  do: what,
  with: payload,
});

describe('every refusal has a stable code and a Chinese sentence that says what to do', () => {
  it('codes are kebab-case, sentences end and tell', () => {
    expect(codes.length).toBeGreaterThan(35);
    for (const { code, sentence } of codes) {
      expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(sentence, code).toMatch(/^[\u4e00-\u9fff].*。$/);
      expect(sentence, code).toMatch(/请|须|不得|不能|由|再|无需/);
    }
  });

  it('each is refused somewhere in the code, and expected by some test', () => {
    const said =
      sources(core).join('\n') +
      sources(path.join(core, '../ledger')).join('\n') +
      sources(path.join(core, '../api')).join('\n');
    const tests = sources(import.meta.dirname).join('\n');
    const quoted = (text: string, code: string) => text.split(`'${code}'`).length - 1;
    expect(codes.map(({ code }) => code).filter((code) => quoted(said, code) < (code.includes('-') ? 2 : 1))).toEqual(
      [],
    );
    expect(
      codes
        .map(({ code }) => code)
        .filter((code) => !SAID_ELSEWHERE.some((start) => code.startsWith(start)) && quoted(tests, code) < 1),
    ).toEqual([]);
  });
});

describe('refused whatever the kind', () => {
  it('an unknown command, also one that every object has', () => {
    for (const type of ['closeEverything', 'constructor', '__proto__', 'toString', '']) {
      expect(story([...served('T2'), act(type)]).refused, type).toBe('unknown-command');
      expect(story([{ ...act(type), on: 'T1' }]).refused, type).toBe('unknown-command');
      expect(story([...served('T2'), { ...act(type), on: 'H1-A1', at: '2025-04-03 12:00' }]).refused, type).toBe(
        'unknown-command',
      );
    }
  });

  it('a command to a case that does not exist, and opening one twice', () => {
    expect(story([act('closeOut')]).refused).toBe('case-not-found');
    expect(story([{ ...act('answerNotice', { answer: 'x' }), on: 'H1-A1' }]).refused).toBe('case-not-found');
    expect(story([...served('T2'), { ...(served('T2')[0] as Act), at: '2025-03-10 09:00' }]).refused).toBe(
      'not-allowed-now',
    );
  });

  it('what the machine does not allow now: the answer names the stage and what is allowed', () => {
    const told = story([...served('T2'), act('closeOut')]);
    expect(told.plans.at(-1)?.refusal).toMatchObject({ code: 'not-allowed-now', stage: 'rectifying' });
    expect(told.plans.at(-1)?.refusal?.allowed).toContain('recordSubjectGone');
    expect(told.plans.at(-1)?.refusal?.allowed).not.toContain('closeOut');
  });

  it('another post', () => {
    expect(story([...served('T2'), act('addEvidence', {}, 'public')]).refused).toBeUndefined();
    expect(story([...served('T2'), act('pause', {}, UNIT)]).refused).toBe('not-your-duty');
    expect(story([...served('T2'), act('regradeHazard', { tier: 'T1', reason: 'x' }, 'village.head')]).refused).toBe(
      'not-your-duty',
    );
    expect(story([...served('T2'), act('regradeHazard', { tier: 'T1', reason: 'x' }, HEAD)]).refused).toBeUndefined();
  });

  it('a payload that is wrong, field by field in Chinese', () => {
    const { refusal } =
      story([...served('T2').slice(0, 3), act('recordService', { mode: 'byPigeon', colour: 'red' })]).plans.at(-1) ??
      {};
    expect(refusal).toMatchObject({
      code: 'invalid',
      fields: { mode: expect.stringMatching(/送达方式只能是/), colour: '没有这个字段' },
    });
  });

  it('a tier that is the same, a hazard found after it was reported', () => {
    expect(story([...served('T2'), act('regradeHazard', { tier: 'T2', reason: 'x' })]).refused).toBe('invalid');
    expect(story(served('T3', { report: { found: at('2025-03-04 08:00') } }).slice(0, 1)).refused).toBe('invalid');
  });

  it('an instant at another offset is the same instant', () => {
    expect(story(served('T3', { report: { found: '2025-03-03T00:40:00Z' } }).slice(0, 1)).hazard().found).toBe(
      at('2025-03-03 08:40'),
    );
  });
});

describe('content that has no bytes, or too many', () => {
  it('is refused, not thrown', () => {
    const note = (text: string) => story([...served('T2'), act('addNote', { text })]);
    expect(note('\ud800').refused).toBe('event-unrecordable');
    expect(note('字'.repeat(2_001)).refused).toBe('invalid');
    // Control characters take six bytes each in JSON.
    const most = '\u0001'.repeat(2_000);
    expect(
      story([
        ...served('T1'),
        act(
          'filePlan',
          { goals: most, methods: most, funds: most, people: most, timetable: most, safeguards: most },
          UNIT,
        ),
      ]).refused,
    ).toBe('event-unrecordable');
  });

  it('the longest honest plan fits', () => {
    const most = '方'.repeat(2_000);
    expect(
      story([
        ...served('T1'),
        act(
          'filePlan',
          {
            goals: most,
            methods: most,
            funds: most,
            people: most,
            timetable: most,
            safeguards: most,
            reason: most,
            note: most,
          },
          UNIT,
        ),
      ]).refused,
    ).toBeUndefined();
  });
});

describe('an assignment, a document', () => {
  it('a district leader is assigned by a document', () => {
    expect(story([...served('T1'), act('assignDistrictLeader', { leader: '区长' })]).refused).toBe('document-missing');
  });

  it('who may act for a post is that post, or its head', () => {
    expect(
      story([...served('T2'), submit('2025-03-10 09:00', 'T2', { by: actor('unit.safetyOfficer') })]).refused,
    ).toBeUndefined();
    expect(story([...served('T2'), submit('2025-03-10 09:00', 'T2', { by: OFFICE })]).refused).toBe('not-your-duty');
  });
});

describe('the same answer whoever asks', () => {
  it('a refused command leaves the office as it was', () => {
    const world = newWorld();
    const told = story(served('T2'), undefined, world);
    const before = JSON.stringify([world.log, told.hazard()]);
    story([act('closeOut'), act('pause', { reason: 'holiday' })], undefined, world);
    expect(JSON.stringify([world.log, told.hazard()])).toBe(before);
  });
});
