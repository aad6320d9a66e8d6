import { RULE_EDITOR_TEXTS } from '../../texts/rules.ts';
import { BasisTag } from './basis-tag.tsx';
import { ConditionField } from './condition-field.tsx';
import { useEditor } from './editing.ts';
import { fieldLabel } from './field-words.ts';
import { Before, FindingsHere } from './rule-field.tsx';
import { pathText } from './rule-path.ts';
import { PostField, WordsField } from './simple-fields.tsx';

const { tableColumns: COLUMNS } = RULE_EDITOR_TEXTS;
const TIERS = ['T0', 'T1', 'T2', 'T3'];

interface Row {
  readonly id: string;
  readonly basis?: { readonly tag: string } | undefined;
}

/** A decision table: rows in order, each with its condition in Chinese operators and what follows; the first that holds decides. */
export function DecisionTable({ part }: { readonly part: 'tierTable' | 'routing' }) {
  const { rules, readOnly, set } = useEditor();
  const rows: readonly Row[] = rules[part].rows;
  const rowsPath = [part, 'rows'];
  const move = (from: number, to: number) => set(rowsPath, moved(rows, from, to));
  return (
    <>
      <p className="dim">{RULE_EDITOR_TEXTS.firstHit}</p>
      <div className="sheet-box">
        <table className="sheet decision">
          <thead>
            <tr>
              {Object.entries(COLUMNS).map(([name, word]) =>
                readOnly && name === 'acts' ? null : <th key={name}>{word}</th>,
              )}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => {
              const path = [...rowsPath, i];
              return (
                <tr key={row.id} data-path={pathText(path)} tabIndex={-1}>
                  <td>
                    {i + 1} <span className="dim">{row.id}</span>
                  </td>
                  <td data-path={pathText([...path, 'when'])} tabIndex={-1}>
                    <ConditionField path={[...path, 'when']} label={`${row.id} ${COLUMNS.when}`} />
                    <Before path={[...path, 'when']} />
                    <FindingsHere path={path} />
                    <FindingsHere path={[...path, 'when']} />
                  </td>
                  <td>
                    {part === 'tierTable' ? (
                      <WordsField
                        path={[...path, 'tier']}
                        name="tier"
                        label={`${row.id} ${COLUMNS.result}`}
                        choices={TIERS}
                      />
                    ) : (
                      ['lead', 'assist'].map((name) => (
                        <div key={name} className="routed">
                          {fieldLabel(name)}{' '}
                          <PostField path={[...path, name]} name={name} label={`${row.id} ${fieldLabel(name)}`} />
                          <Before path={[...path, name]} />
                        </div>
                      ))
                    )}
                    <Before path={[...path, 'tier']} />
                  </td>
                  <td>{row.basis === undefined ? '—' : <BasisTag tag={row.basis.tag} />}</td>
                  {!readOnly && (
                    <td className="nowrap">
                      <RowActs
                        name={row.id}
                        up={i > 0 ? () => move(i, i - 1) : undefined}
                        down={i < rows.length - 1 ? () => move(i, i + 1) : undefined}
                        remove={rows.length > 1 ? () => set(path, undefined) : undefined}
                      />
                    </td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {!readOnly && (
        <button type="button" className="quiet-button" onClick={() => set(rowsPath, [newRow(part, rows), ...rows])}>
          ＋ {RULE_EDITOR_TEXTS.addRow}
        </button>
      )}
    </>
  );
}

/** A row on top that holds for nothing yet that a row below would not decide. */
function newRow(part: 'tierTable' | 'routing', rows: readonly Row[]): object {
  const id = `row${Array.from({ length: rows.length + 1 }, (_, i) => i + 1).find((n) => rows.every((row) => row.id !== `row${n}`)) ?? 0}`;
  return part === 'tierTable'
    ? { id, when: 'threatensLife', tier: 'T0' }
    : { id, when: "size == 'individual'", lead: 'village', assist: 'street.department' };
}

/** A list with one entry at another place. */
export function moved<Entry>(list: readonly Entry[], from: number, to: number): readonly Entry[] {
  const rest = list.filter((_, i) => i !== from);
  return [...rest.slice(0, to), ...list.slice(from, from + 1), ...rest.slice(to)];
}

interface RowActsProps {
  readonly name: string;
  readonly up: (() => void) | undefined;
  readonly down: (() => void) | undefined;
  readonly remove: (() => void) | undefined;
}

/** Up, down, away. */
export function RowActs({ name, up, down, remove }: RowActsProps) {
  const acts = [
    { word: RULE_EDITOR_TEXTS.up, sign: '↑', run: up },
    { word: RULE_EDITOR_TEXTS.down, sign: '↓', run: down },
    { word: RULE_EDITOR_TEXTS.removeRow(''), sign: '×', run: remove },
  ];
  return acts.map(({ word, sign, run }) => (
    <button
      key={sign}
      type="button"
      className="quiet-button"
      aria-label={`${word} ${name}`}
      title={word}
      disabled={run === undefined}
      onClick={run}
    >
      {sign}
    </button>
  ));
}
