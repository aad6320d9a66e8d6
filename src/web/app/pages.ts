import { type ComponentType, lazy } from 'react';
import type { Session } from '../api/answers.ts';
import { APP_TEXTS } from '../texts/app.ts';
import { findsHazards, isAdmin, isAuditor, isOffice, isStreet, seesCases, seesTrials } from './who.ts';

/** A page: where it is, who may open it, and how it stands in the menu (absent: it is reached by links). */
export interface PageEntry {
  readonly path: string;
  readonly may: (who: Session) => boolean;
  readonly page: ComponentType;
  readonly menu?: { readonly label: string; readonly group: keyof typeof APP_TEXTS.groups };
}

/** A chunk of its own: loaded when the page is opened. */
function chunk<Name extends string>(load: () => Promise<Record<Name, ComponentType>>, name: Name): ComponentType {
  return lazy(async (): Promise<{ default: ComponentType }> => ({ default: (await load())[name] }));
}

const { pages: label } = APP_TEXTS;

/** Every page, in the order of the menu. */
export const PAGES: readonly PageEntry[] = [
  {
    path: '/',
    may: () => true,
    page: chunk(() => import('../pages/desk/desk-page.tsx'), 'DeskPage'),
    menu: { label: label.desk, group: 'work' },
  },
  {
    path: '/register',
    may: findsHazards,
    page: chunk(() => import('../pages/register/register-page.tsx'), 'RegisterPage'),
    menu: { label: label.register, group: 'work' },
  },
  {
    path: '/hazards',
    may: seesCases,
    page: chunk(() => import('../pages/hazards/hazards-page.tsx'), 'HazardsPage'),
    menu: { label: label.hazards, group: 'work' },
  },
  {
    path: '/hazards/print',
    may: seesCases,
    page: chunk(() => import('../pages/hazards/print-page.tsx'), 'PrintPage'),
  },
  {
    path: '/cases/:caseId',
    may: seesCases,
    page: chunk(() => import('../pages/case/case-page.tsx'), 'CasePage'),
  },
  {
    path: '/inbox',
    may: () => true,
    page: chunk(() => import('../pages/inbox/inbox-page.tsx'), 'InboxPage'),
    menu: { label: label.inbox, group: 'work' },
  },
  {
    path: '/leader',
    may: (who) => isStreet(who) || isAuditor(who),
    page: chunk(() => import('../pages/leader/leader-page.tsx'), 'LeaderPage'),
    menu: { label: label.leader, group: 'oversight' },
  },
  {
    path: '/returns',
    may: seesCases,
    page: chunk(() => import('../pages/returns/returns-page.tsx'), 'ReturnsPage'),
    menu: { label: label.returns, group: 'oversight' },
  },
  {
    path: '/returns/:month/:organisation',
    may: seesCases,
    page: chunk(() => import('../pages/returns/return-page.tsx'), 'ReturnPage'),
  },
  {
    path: '/boards',
    may: seesCases,
    page: chunk(() => import('../pages/boards/boards-page.tsx'), 'BoardsPage'),
    menu: { label: label.boards, group: 'oversight' },
  },
  {
    path: '/boards/:board',
    may: seesCases,
    page: chunk(() => import('../pages/boards/boards-page.tsx'), 'BoardsPage'),
  },
  {
    path: '/interviews/:caseId',
    may: seesCases,
    page: chunk(() => import('../pages/interview/interview-page.tsx'), 'InterviewPage'),
  },
  {
    path: '/notices',
    may: seesCases,
    page: chunk(() => import('../pages/notices/notices-page.tsx'), 'NoticesPage'),
    menu: { label: label.notices, group: 'oversight' },
  },
  {
    path: '/notices/:caseId',
    may: seesCases,
    page: chunk(() => import('../pages/notices/paper-page.tsx'), 'PaperPage'),
  },
  {
    path: '/accidents',
    may: seesCases,
    page: chunk(() => import('../pages/accidents/accidents-page.tsx'), 'AccidentsPage'),
    menu: { label: label.accidents, group: 'measures' },
  },
  {
    path: '/duties',
    may: seesCases,
    page: chunk(() => import('../pages/duties/duties-page.tsx'), 'DutiesPage'),
    menu: { label: label.duties, group: 'measures' },
  },
  {
    path: '/registers',
    may: seesCases,
    page: chunk(() => import('../pages/registers/registers-page.tsx'), 'RegistersPage'),
    menu: { label: label.registers, group: 'measures' },
  },
  {
    path: '/registers/:register',
    may: seesCases,
    page: chunk(() => import('../pages/registers/entries-page.tsx'), 'EntriesPage'),
  },
  {
    path: '/registers/:register/:caseId',
    may: seesCases,
    page: chunk(() => import('../pages/registers/entry-page.tsx'), 'EntryPage'),
  },
  {
    path: '/tipoffs',
    may: isStreet,
    page: chunk(() => import('../pages/tipoffs/tipoffs-page.tsx'), 'TipoffsPage'),
    menu: { label: label.tipoffs, group: 'measures' },
  },
  {
    path: '/roster',
    may: isStreet,
    page: chunk(() => import('../pages/roster/roster-page.tsx'), 'RosterPage'),
    menu: { label: label.roster, group: 'measures' },
  },
  {
    path: '/rules',
    may: seesCases,
    page: chunk(() => import('../pages/rules/rules-page.tsx'), 'RulesPage'),
    menu: { label: label.rules, group: 'rules' },
  },
  {
    path: '/rules/:version',
    may: seesCases,
    page: chunk(() => import('../pages/rules/rule-set-page.tsx'), 'RuleSetPage'),
  },
  {
    path: '/what-if',
    may: seesTrials,
    page: chunk(() => import('../pages/what-if/what-ifs-page.tsx'), 'WhatIfsPage'),
    menu: { label: label.whatIf, group: 'rules' },
  },
  {
    path: '/what-if/:job',
    may: seesTrials,
    page: chunk(() => import('../pages/what-if/what-if-page.tsx'), 'WhatIfPage'),
  },
  {
    path: '/what-if/:job/cases/:caseId',
    may: seesTrials,
    page: chunk(() => import('../pages/what-if/timelines-page.tsx'), 'TimelinesPage'),
  },
  {
    path: '/calendar',
    may: seesCases,
    page: chunk(() => import('../pages/calendar/calendar-page.tsx'), 'CalendarPage'),
    menu: { label: label.calendar, group: 'rules' },
  },
  {
    path: '/figures',
    may: seesCases,
    page: chunk(() => import('../pages/figures/figures-page.tsx'), 'FiguresPage'),
    menu: { label: label.figures, group: 'insight' },
  },
  {
    path: '/replay',
    may: seesCases,
    page: chunk(() => import('../pages/replay/find-page.tsx'), 'FindReplayPage'),
    menu: { label: label.replay, group: 'insight' },
  },
  {
    path: '/replay/:caseId',
    may: seesCases,
    page: chunk(() => import('../pages/replay/replay-page.tsx'), 'ReplayPage'),
  },
  {
    path: '/access-log',
    may: (who) => isAdmin(who) || isAuditor(who),
    page: chunk(() => import('../pages/admin/access-page.tsx'), 'AccessPage'),
    menu: { label: label.access, group: 'insight' },
  },
  {
    path: '/health',
    may: (who) => isAdmin(who) || isAuditor(who) || isOffice(who),
    page: chunk(() => import('../pages/health/health-page.tsx'), 'HealthPage'),
    menu: { label: label.health, group: 'office' },
  },
  {
    path: '/admin',
    may: isAdmin,
    page: chunk(() => import('../pages/admin/admin-page.tsx'), 'AdminPage'),
    menu: { label: label.admin, group: 'office' },
  },
  {
    path: '/admin/:part',
    may: isAdmin,
    page: chunk(() => import('../pages/admin/admin-page.tsx'), 'AdminPage'),
  },
  {
    path: '/account',
    may: () => true,
    page: chunk(() => import('../pages/account/account-page.tsx'), 'AccountPage'),
  },
];
