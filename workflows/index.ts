// Workflow types by name: one per kind of case, one implementation.
export {
  runCase as accident,
  runCase as duty,
  runCase as hazard,
  runCase as matter,
  runCase as notice,
  runCase as record,
  runCase as roster,
  runCase as tipoff,
} from './case.ts';
export { canary, heartbeat, reconcile, returns } from './chores.ts';
export { dispatcher } from './dispatcher.ts';
