import type { CaseNotices } from '../../api/answers.ts';
import { CASE_TEXTS } from '../../texts/case.ts';
import { Light, type Tone } from '../../ui/light.tsx';
import { useNames } from '../../ui/names.ts';
import { instantText } from '../../ui/when.ts';

const TONES: { readonly [state: string]: Tone } = {
  sent: 'green',
  failed: 'amber',
  due: 'grey',
  settled: 'grey',
  history: 'grey',
};

/** One message or paper on its way: about what, to whom, and whether it arrived. */
export function MessageLine({ message }: { readonly message: CaseNotices['notices'][number] }) {
  const names = useNames();
  const { channel, label, post, organisation, person, state, sentAt } = message;
  return (
    <li className="message">
      <span>
        {CASE_TEXTS.channel[channel] ?? channel}“{label}” → {names.post(post, organisation)} {names.person(person)}
      </span>{' '}
      <Light tone={TONES[state] ?? 'grey'} word={CASE_TEXTS.messageState[state] ?? state} />
      {sentAt !== undefined && <span className="dim"> {instantText(sentAt)}</span>}
    </li>
  );
}
