import { REGISTER_TEXTS } from '../../texts/register.ts';
import { Page } from '../../ui/page.tsx';

/** 登记隐患: photo, place, what, send. */
export function RegisterPage() {
  return <Page title={REGISTER_TEXTS.title}>{null}</Page>;
}
