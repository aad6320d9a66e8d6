import type { Query } from './client.ts';

/** Names under which answers are kept in the browser: one place, so that a fact that changed drops exactly what showed it. */
export const keys = {
  session: ['session'],
  sessions: ['sessions'],
  loginWays: ['loginWays'],
  desk: ['desk'],
  lists: ['cases'],
  list: (query: Query) => ['cases', query],
  views: ['views'],
  case: (caseId: string) => ['case', caseId],
  allowed: (caseId: string) => ['case', caseId, 'allowed'],
  events: (caseId: string) => ['case', caseId, 'events'],
  path: (caseId: string) => ['case', caseId, 'path'],
  evidence: (caseId: string) => ['case', caseId, 'evidence'],
  related: (caseId: string) => ['case', caseId, 'related'],
  notices: (caseId: string) => ['case', caseId, 'notices'],
  explained: (caseId: string) => ['case', caseId, 'explained'],
  chart: (kind: string) => ['chart', kind],
  explain: (caseId: string, clock: string) => ['case', caseId, 'explain', clock],
  calendar: ['calendar'],
  register: (register: string) => ['register', register],
  organisations: ['organisations'],
  people: ['people'],
  units: ['units'],
} as const;
