import { Button, Drawer } from 'antd';
import { useRef, useState } from 'react';
import type { Allowed, AllowedCommand, Done } from '../api/answers.ts';
import { FORM_TEXTS } from '../texts/form.ts';
import type { Tone } from '../ui/light.tsx';
import { useNames } from '../ui/names.ts';
import { Sentence } from '../ui/sentence.tsx';
import { EmptyState, Loaded } from '../ui/states.tsx';
import { useAllowed, useCase } from './allowed.ts';
import { CommandForm, type CommandFormProps } from './command-form.tsx';
import { knownFacts } from './known-facts.ts';

interface ActDrawerProps extends Pick<CommandFormProps, 'caseId' | 'caseKind'> {
  /** The case, as people call it. */
  readonly title: string;
  /** Absent: the person chooses among what may be done now. */
  readonly command?: string;
  /** The sentence of the duty that leads here; absent: that of the case. */
  readonly sentence?: { readonly text: string; readonly light: Tone } | undefined;
  /** The post in which the person is expected to act. */
  readonly post?: string;
  readonly onClose: () => void;
  readonly onDone?: (answer: Done) => void;
}

/** One act beside the page it belongs to: the form of a command, or first the choice of what may be done now. */
export function ActDrawer({ caseId, caseKind, title, command, sentence, post, onClose, onDone }: ActDrawerProps) {
  const query = useAllowed(caseId);
  const facts = useCase(caseId);
  const detail = facts.data;
  const said = sentence ?? detail?.sentence;
  const [type, setType] = useState(command);
  // A form that is open stays as it was opened: what others do meanwhile must not take it away from under the hands.
  const opened = useRef<{ readonly command: AllowedCommand; readonly seq: number }>(undefined);
  const found = query.data?.mine.find((one) => one.type === type);
  // Known facts are filled in once, when the form opens.
  const ready = detail !== undefined || facts.isError;
  if (opened.current?.command.type !== type && ready)
    opened.current = found && query.data ? { command: found, seq: query.data.seq } : undefined;
  const form = opened.current;
  return (
    <Drawer open size={480} title={form ? `${form.command.label} · ${title}` : title} onClose={onClose}>
      {said !== undefined && <Sentence text={said.text} tone={said.light} />}
      {form === undefined ? (
        <Loaded query={query}>{(allowed) => <Choice allowed={allowed} onChoose={setType} />}</Loaded>
      ) : (
        <CommandForm
          key={form.command.type}
          caseId={caseId}
          caseKind={caseKind}
          seq={form.seq}
          command={form.command}
          known={detail === undefined ? {} : knownFacts(form.command.type, detail)}
          {...(post === undefined ? {} : { post })}
          onCancel={onClose}
          onDone={(answer) => {
            onDone?.(answer);
            onClose();
          }}
        />
      )}
    </Drawer>
  );
}

function Choice({ allowed, onChoose }: { readonly allowed: Allowed; readonly onChoose: (type: string) => void }) {
  const names = useNames();
  return (
    <>
      {allowed.mine.length === 0 && <EmptyState title={FORM_TEXTS.noMatch} />}
      <div className="act-choice">
        {allowed.mine.map(({ type, label }) => (
          <Button key={type} block onClick={() => onChoose(type)}>
            {label}
          </Button>
        ))}
      </div>
      {allowed.others.length > 0 && (
        <>
          <p className="dim">{FORM_TEXTS.othersMay}</p>
          <ul>
            {allowed.others.map(({ type, label, by }) => (
              <li key={type}>
                {label}（{by.map((post) => names.post(post)).join('、')}）
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
