import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { MonthlyReturnRow } from '../../api/answers.ts';
import { write } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { problemOf } from '../../api/problem.ts';
import { RETURNS_TEXTS } from '../../texts/returns.ts';
import { Remark } from '../../ui/states.tsx';
import type { Behind } from './cases-dialog.tsx';
import { FigureText } from './figure-text.tsx';

interface Props {
  readonly row: MonthlyReturnRow;
  readonly path: string;
  readonly mayEdit: boolean;
  readonly onOpen: (behind: Behind) => void;
}

/** A measure of the return: how it stands, what comes, who answers for it. */
export function ReturnRowView({ row, path, mayEdit, onOpen }: Props) {
  const [editing, setEditing] = useState(false);
  const { measure, title, next, leader, officer, remark, words, drawnDone, drawnNext, planned, late } = row;
  const open = (label: string, cases: readonly string[]) =>
    onOpen({ title: label, count: cases.length, cases, withheld: false });
  return (
    <li className="return-row">
      <h2>
        <span className="dim">{measure}</span> {title}
      </h2>
      {editing ? (
        <RowForm row={row} path={path} onEnd={() => setEditing(false)} />
      ) : (
        <dl>
          <dt>{RETURNS_TEXTS.done}</dt>
          <dd>
            <FigureText row={row} onOpen={onOpen} />
            {words !== '' && (
              <p>
                {RETURNS_TEXTS.words}：{words}
              </p>
            )}
            {drawnDone !== undefined && (
              <p className="dim">
                {RETURNS_TEXTS.editedMark} · {RETURNS_TEXTS.drawn}
                {drawnDone}
              </p>
            )}
          </dd>
          <dt>{RETURNS_TEXTS.next}</dt>
          <dd>
            {next}
            {planned.length > 0 && (
              <button type="button" className="link-button" onClick={() => open(title, planned)}>
                {RETURNS_TEXTS.planned(planned.length)}
              </button>
            )}
            {drawnNext !== undefined && (
              <p className="dim">
                {RETURNS_TEXTS.editedMark} · {RETURNS_TEXTS.drawn}
                {drawnNext}
              </p>
            )}
          </dd>
          <dt>{RETURNS_TEXTS.leader}</dt>
          <dd>{leader}</dd>
          <dt>{RETURNS_TEXTS.officer}</dt>
          <dd>{officer}</dd>
          {remark !== '' && <dt>{RETURNS_TEXTS.remark}</dt>}
          {remark !== '' && (
            <dd>
              {remark}
              {late.length > 0 && (
                <button type="button" className="link-button" onClick={() => open(title, late)}>
                  {RETURNS_TEXTS.late(late.length)}
                </button>
              )}
            </dd>
          )}
        </dl>
      )}
      {mayEdit && !editing && (
        <button
          type="button"
          className="plain-button edit"
          aria-label={`${RETURNS_TEXTS.edit} ${title}`}
          onClick={() => setEditing(true)}
        >
          {RETURNS_TEXTS.edit}
        </button>
      )}
    </li>
  );
}

function RowForm({
  row,
  path,
  onEnd,
}: {
  readonly row: MonthlyReturnRow;
  readonly path: string;
  readonly onEnd: () => void;
}) {
  const queries = useQueryClient();
  const [typed, setTyped] = useState({ done: row.done, next: row.next, words: row.words });
  const [commandId] = useState(() => crypto.randomUUID() as string);
  const saving = useMutation({
    mutationFn: () => write('POST', `${path}/rows`, { commandId, rows: [{ measure: row.measure, ...typed }] }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keys.returnsAll });
      onEnd();
    },
  });
  return (
    <form
      className="return-form"
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate();
      }}
    >
      <p className="dim">{RETURNS_TEXTS.numbersStay}</p>
      {(['done', 'next', 'words'] as const).map((name) => (
        <label key={name}>
          {RETURNS_TEXTS[name]}
          <textarea
            rows={3}
            maxLength={2_000}
            value={typed[name]}
            onChange={(event) => setTyped({ ...typed, [name]: event.target.value })}
          />
        </label>
      ))}
      {saving.isError && <Remark tone="warn">{problemOf(saving.error).body.detail}</Remark>}
      <div className="return-acts">
        <button type="submit" className="plain-button" disabled={saving.isPending}>
          {RETURNS_TEXTS.save}
        </button>
        <button type="button" className="plain-button" onClick={onEnd}>
          {RETURNS_TEXTS.cancel}
        </button>
      </div>
    </form>
  );
}
