import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseCalendar } from '../../src/core/deadline/calendar.ts';
import { kinds, loadRuleSet, type SealedEvent } from '../../src/core/index.ts';
import { reconcile } from '../../src/ledger/rebuild.ts';
import { runScenario, simulate } from '../../src/simulator/run.ts';
import { parseScenarios } from '../../src/simulator/scenario.ts';
import { openTestLedger } from './fixture.ts';
import { ledgerEngine } from './scenario-engine.ts';

const data = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../data/${name}`, import.meta.url), 'utf8'));
const terms = {
  rules: loadRuleSet(data('rules.default.json')),
  calendar: parseCalendar(data('calendar.cn-2024-2026.json')),
};
const units = { U1: { supervisor: 'V1', industry: 'textile', size: 'small' } };

const folder = mkdtempSync(path.join(tmpdir(), 'duban-scenarios-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the scenarios on the real ledger', () => {
  it.each(parseScenarios(data('scenarios.json')).map((scenario) => [scenario.id, scenario] as const))(
    '%s: as expected, and event for event as on the virtual clock',
    async (id, scenario) => {
      const test = await openTestLedger({ sqlite: path.join(folder, `${id}.db`) }, undefined, kinds);
      const live = await runScenario(scenario, ledgerEngine(test));
      const virtual = await simulate(scenario, { kinds, terms, units });
      expect(live.differences).toEqual(virtual.differences);
      expect(byCase(live.events, live.names)).toEqual(byCase(virtual.events, virtual.names));
      expect(await reconcile({ db: test.db, kinds })).toMatchObject({ differences: [] });
      await test.ledger.close();
    },
  );
});

describe('a matter that nobody has seen yet', () => {
  it('is there for the first who acts on it: its hazard is settled, lapses, and opens it', async () => {
    const test = await openTestLedger({ sqlite: path.join(folder, 'unseen.db') }, undefined, kinds);
    const engine = ledgerEngine(test);
    const scenario = parseScenarios(data('scenarios.json')).find((one) => one.id === 't2-lapse-to-interview');
    let hazard: string | undefined;
    for (const [nth, input] of (scenario?.inputs ?? []).slice(0, 4).entries()) {
      const recorded = await engine.record({
        kind: 'hazard',
        ...(hazard === undefined ? {} : { caseId: hazard }),
        name: 'H1',
        type: input.do,
        payload: input.payload ?? {},
        actor: { post: input.by, organisation: 'V1' },
        at: input.at,
        recordedAt: input.at,
        commandId: `unseen:${nth}`,
      });
      if (!recorded.ok) throw new Error(recorded.refusal.code);
      hazard = recorded.caseId;
    }
    const signed = (name: string) =>
      engine.record({
        kind: 'matter',
        caseId: `${hazard}-${name}`,
        name,
        type: 'addNote',
        payload: { text: '已联系村居' },
        actor: { post: 'street.safetyOffice' },
        at: '2025-04-24T09:30:00+08:00',
        recordedAt: '2025-04-24T09:30:00+08:00',
        commandId: `note:${name}`,
      });
    expect(await signed('A1')).toMatchObject({ ok: true });
    expect(await engine.state(`${hazard}-A1`)).toMatchObject({
      stage: 'open',
      rungs: [{ rung: 1 }, { rung: 2 }, { rung: 3 }],
    });
    expect(await signed('A9')).toMatchObject({ ok: false, refusal: { code: 'case-not-found' } });
    await test.ledger.close();
  });
});

/** Events by case under the names of the file, without what the case number is part of: the ledger numbers, the file names. */
function byCase(events: readonly SealedEvent[], names: ReadonlyMap<string, string>): unknown {
  let text = JSON.stringify(
    events
      .map(({ hash: _, prevHash: __, ...event }) => event)
      .sort((a, b) => (a.caseId < b.caseId ? -1 : a.caseId > b.caseId ? 1 : a.seq - b.seq)),
  );
  // A hazard from a tip-off was opened under a hash of names that differ here.
  text = text.replaceAll(/msg:[0-9a-f]{32}/g, 'msg:hashed');
  for (const [name, caseId] of [...names].sort(([, a], [, b]) => b.length - a.length))
    text = text.replaceAll(caseId, name);
  return (JSON.parse(text) as { caseId: string; seq: number }[]).sort((a, b) =>
    a.caseId < b.caseId ? -1 : a.caseId > b.caseId ? 1 : a.seq - b.seq,
  );
}
