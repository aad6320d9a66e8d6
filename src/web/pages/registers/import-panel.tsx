import { Drawer } from 'antd';
import { type ChangeEvent, useState } from 'react';
import type { ImportResult, RegisterShape } from '../../api/answers.ts';
import { upload } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { IMPORT_TEXTS, REGISTERS_TEXTS } from '../../texts/registers.ts';
import { Remark } from '../../ui/states.tsx';
import { FileButton } from './file-button.tsx';

const MOST_BYTES = 10 * 1024 * 1024;
const MOST_SHOWN = 100;

interface Props {
  readonly shape: RegisterShape;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** A whole sheet: tried first, row by row; then all of it or nothing. */
export function ImportPanel({ shape: { id, label }, onClose, onDone }: Props) {
  const [file, setFile] = useState<File>();
  const [result, setResult] = useState<ImportResult>();
  const [applied, setApplied] = useState(false);
  const [busy, setBusy] = useState('');
  const [said, setSaid] = useState('');
  const run = async (sheet: File, apply: boolean) => {
    setBusy(apply ? IMPORT_TEXTS.applying(result?.rows ?? 0) : IMPORT_TEXTS.checking);
    setSaid('');
    try {
      const answer = await upload<ImportResult>(`/registers/${id}/import?apply=${apply}`, sheet);
      setResult(answer);
      setApplied(apply && answer.problems.length === 0);
      if (apply && answer.problems.length === 0) onDone();
    } catch (error) {
      const { body } = problemOf(error);
      setSaid([body.detail, ...Object.values(body.fields ?? {})].join(' '));
    } finally {
      setBusy('');
    }
  };
  const choose = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [sheet] = target.files ?? [];
    setResult(undefined);
    setApplied(false);
    setFile(sheet);
    if (sheet === undefined) return;
    if (sheet.size > MOST_BYTES) setSaid(IMPORT_TEXTS.tooLarge);
    else void run(sheet, false);
  };
  const ready = result !== undefined && result.problems.length === 0 && result.rows > 0 && !applied;
  return (
    <Drawer open size={640} title={IMPORT_TEXTS.title(label)} onClose={onClose}>
      <div className="import-panel">
        <p>{IMPORT_TEXTS.steps}</p>
        <FileButton
          label={REGISTERS_TEXTS.template}
          path={`/registers/${id}/template`}
          file={REGISTERS_TEXTS.templateFile(label)}
        />
        <label className="import-choose">
          {IMPORT_TEXTS.choose}
          <input type="file" accept=".xlsx" onChange={choose} disabled={busy !== ''} />
        </label>
        {busy !== '' && (
          <p role="status">
            <progress aria-label={busy} /> {busy}
          </p>
        )}
        {said !== '' && (
          <p role="alert" className="fault">
            {said}
          </p>
        )}
        {result !== undefined && <Outcome result={result} applied={applied} />}
        {ready && file !== undefined && (
          <button type="button" className="main-link" disabled={busy !== ''} onClick={() => void run(file, true)}>
            {IMPORT_TEXTS.apply(result.rows)}
          </button>
        )}
      </div>
    </Drawer>
  );
}

function Outcome({ result, applied }: { readonly result: ImportResult; readonly applied: boolean }) {
  const { rows, entered, before, problems } = result;
  if (applied) return <Remark>{IMPORT_TEXTS.done(entered, before)}</Remark>;
  if (problems.length === 0) return <Remark>{rows === 0 ? IMPORT_TEXTS.noRows : IMPORT_TEXTS.good(rows)}</Remark>;
  return (
    <>
      <Remark tone="warn">{IMPORT_TEXTS.bad(problems.length)}</Remark>
      <table className="entry-table">
        <thead>
          <tr>
            <th>{IMPORT_TEXTS.row}</th>
            <th>{IMPORT_TEXTS.field}</th>
            <th>{IMPORT_TEXTS.problem}</th>
          </tr>
        </thead>
        <tbody>
          {problems.slice(0, MOST_SHOWN).map(({ row, field, label, message }) => (
            <tr key={`${row} ${field} ${message}`}>
              <td>{row === 0 ? IMPORT_TEXTS.whole : row}</td>
              <td>{label}</td>
              <td>{message}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {problems.length > MOST_SHOWN && <p className="dim">{IMPORT_TEXTS.more(problems.length - MOST_SHOWN)}</p>}
    </>
  );
}
