import { expect, it } from 'vitest';
import { createCaseIndex } from '../../src/ledger/case-index.ts';
import { migratedDatabase } from '../shared-postgres.ts';
import { type Answer, hazard, logIn, startStand } from './stand.ts';

it('over PostgreSQL the same: list, search, orders, figures, boards, views, spreadsheet, live, an index built anew', async () => {
  const stand = await startStand({}, await migratedDatabase());
  try {
    const [office, unit1] = [await logIn(stand, 'office'), await logIn(stand, 'unit1')];
    const live = await fetch(`${stand.url}/api/v1/live`, { headers: { cookie: office.cookie } });
    const reader = (live.body as ReadableStream<Uint8Array>).getReader();
    const next = async () => Buffer.from((await reader.read()).value ?? []).toString();
    expect(await next()).toContain('event: ready');
    const ids: string[] = [];
    for (const [i, where] of ['疏散通道', "A1栋'天台", '锅炉房'].entries())
      ids.push((await office.post('/hazards', hazard(i < 2 ? 'U1' : 'U2', { where }))).body.caseId);
    await office.act(ids[1] as string, 'gradeHazard', { facts: { threatensLife: true } });
    const total = async (query: string, client = office) => (await client.get(`/cases?${query}`)).body.total;
    const search = (q: string) => total(`q=${encodeURIComponent(q)}`);
    expect([
      await search('通道'),
      await search('通散'),
      await search('房'),
      await search('a1'),
      await search('二厂'),
    ]).toEqual([1, 0, 1, 1, 1]);
    for (const q of ['"', "'", ':*', '&|!', '<->', '\\'])
      expect((await office.get(`/cases?q=${encodeURIComponent(q)}`)).status, q).toBe(200);
    expect(await total('tier=T0&overdue=false&late=false&ended=false')).toBe(1);
    expect(await total('tier=none')).toBe(2);
    expect(await total('', unit1)).toBe(2);
    for (const sort of ['consequence', 'due', 'opened']) {
      const seen: string[] = [];
      let page: Answer | undefined;
      do {
        page = await office.get(`/cases?sort=${sort}&limit=2${page ? `&cursor=${page.body.cursor}` : ''}`);
        seen.push(...page.body.cases.map((one: { caseId: string }) => one.caseId));
      } while (page.body.cursor !== undefined);
      expect([...seen].sort()).toEqual([...ids].sort());
    }
    for (const by of ['village', 'tier', 'measure', 'stage', 'month']) {
      const { body } = await office.get(`/figures?from=2025-03-01&to=2025-03-31&by=${by}`);
      expect(body.total.opened.count).toBe(3);
      expect(await total(String(new URLSearchParams(body.groups[0].opened.query)))).toBe(body.groups[0].opened.count);
    }
    expect((await office.get('/boards/supervision')).status).toBe(200);
    expect((await office.put('/views/x', { label: '视图', query: { tier: 'T0' } })).status).toBe(200);
    expect((await office.get('/cases.xlsx')).status).toBe(200);
    let heard = '';
    while (!ids.every((id) => heard.includes(id))) heard += await next();
    await reader.cancel();

    const index = createCaseIndex(stand.db);
    expect(await index.rebuild()).toBe(3);
    await index.close();
    expect(await search('通道')).toBe(1);
  } finally {
    await stand.close();
  }
});
