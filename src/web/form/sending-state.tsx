import { Alert, Button } from 'antd';
import { eventWord, stageWord } from '../../core/words.ts';
import type { CaseKindName } from '../api/answers.ts';
import { fieldWord } from '../texts/fields.ts';
import { FORM_TEXTS } from '../texts/form.ts';
import { instantText } from '../ui/when.ts';
import { WhoWhen } from '../ui/who-when.tsx';
import { useAllowed } from './allowed.ts';
import type { Sending } from './use-command.ts';

interface Props {
  readonly caseId: string;
  readonly caseKind: CaseKindName;
  /** The act that was sent. */
  readonly command: string;
  readonly sending: Sending;
  readonly onAgain: () => void;
  /** Sends in knowledge of the records up to this one. */
  readonly onAfter: (seq: number) => void;
  readonly onDiscard: () => void;
}

/** What became of what was sent: each way it can go says what happened and what to do, and keeps what was typed. */
export function SendingState({ caseId, caseKind, command, sending, onAgain, onAfter, onDiscard }: Props) {
  switch (sending.step) {
    case 'idle':
    case 'sending':
      return null;
    case 'waiting':
      return (
        <Alert
          type="warning"
          title={FORM_TEXTS.waiting}
          action={
            <Button size="small" disabled={false} onClick={onAgain}>
              {FORM_TEXTS.sendAgain}
            </Button>
          }
        />
      );
    case 'signedOut':
      return <Alert type="warning" title={FORM_TEXTS.signedOut} />;
    case 'refused': {
      const { code, body } = sending.problem;
      if (code === 'command-id-reused')
        return (
          <Alert
            type="warning"
            title={FORM_TEXTS.reused}
            action={
              <Button size="small" onClick={onDiscard}>
                {FORM_TEXTS.discard}
              </Button>
            }
          />
        );
      return (
        <Alert
          type="error"
          title={FORM_TEXTS.refused}
          description={
            <>
              {body.detail}
              {body.fields !== undefined && (
                <ul>
                  {Object.entries(body.fields).map(([name, words]) => (
                    <li key={name}>
                      {fieldWord(command, { name }) === name ? '' : `${fieldWord(command, { name })}：`}
                      {words}
                    </li>
                  ))}
                </ul>
              )}
            </>
          }
        />
      );
    }
    case 'overtaken':
      return <Overtaken caseId={caseId} caseKind={caseKind} command={command} sending={sending} onAfter={onAfter} />;
    default:
      return sending satisfies never;
  }
}

interface OvertakenProps extends Pick<Props, 'caseId' | 'caseKind' | 'command' | 'onAfter'> {
  readonly sending: Extract<Sending, { readonly step: 'overtaken' }>;
}

function Overtaken({ caseId, caseKind, command, sending: { news }, onAfter }: OvertakenProps) {
  const { data: allowed, isFetching } = useAllowed(caseId);
  const last = news.at(-1);
  const possible = allowed?.mine.some(({ type }) => type === command) ?? false;
  return (
    <Alert
      type="warning"
      title={FORM_TEXTS.overtaken}
      description={
        <>
          {news.length > 0 && <p>{FORM_TEXTS.overtakenNews}</p>}
          <ul>
            {news.map((event) => (
              <li key={event.seq}>
                <WhoWhen event={event}>
                  {instantText(event.at)} {eventWord(caseKind, event.type)}
                </WhoWhen>
              </li>
            ))}
          </ul>
          {allowed !== undefined && !isFetching && (
            <p>
              {possible ? FORM_TEXTS.stillPossible : FORM_TEXTS.notPossible(stageWord(caseKind, allowed.stage))}
              {!possible &&
                allowed.mine.length > 0 &&
                ` ${FORM_TEXTS.nowPossible}${allowed.mine.map(({ label }) => label).join('、')}`}
            </p>
          )}
        </>
      }
      action={
        possible && last !== undefined ? (
          <Button size="small" onClick={() => onAfter(last.seq)}>
            {FORM_TEXTS.submitAnyway}
          </Button>
        ) : undefined
      }
    />
  );
}
