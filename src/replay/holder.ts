export { dutyHolder, holderRef } from '../core/sentence/holder.ts';
