// Workflow types by name: one per kind of case, one implementation.
export { runCase as hazard, runCase as matter, runCase as notice, runCase as tipoff } from './case.ts';
export { canary, heartbeat, reconcile } from './chores.ts';
export { dispatcher } from './dispatcher.ts';
