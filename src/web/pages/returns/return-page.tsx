import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { MonthlyReturn } from '../../api/answers.ts';
import { download, get, write } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { problemOf } from '../../api/problem.ts';
import { RETURNS_TEXTS } from '../../texts/returns.ts';
import { Page } from '../../ui/page.tsx';
import { Loaded, Remark } from '../../ui/states.tsx';
import { instantText } from '../../ui/when.ts';
import { type Behind, CasesDialog } from './cases-dialog.tsx';
import { ReturnRowView } from './return-row.tsx';
import './returns.css';

/** One organisation's return: fifteen rows whose figures open their cases; to be worded, signed, sent in, printed. */
export function ReturnPage() {
  const { month = '', organisation = '' } = useParams();
  const path = `/returns/${month}/${organisation}`;
  const query = useQuery({
    queryKey: keys.return(month, organisation),
    queryFn: ({ signal }) => get<MonthlyReturn>(path, {}, signal),
  });
  const [behind, setBehind] = useState<Behind>();
  const found = query.data;
  return (
    <Page
      title={found === undefined ? RETURNS_TEXTS.title : `${found.name} ${found.month}`}
      sentence={
        <p className="dim">
          {found === undefined
            ? '\u00a0'
            : `${RETURNS_TEXTS.stages[found.stage]}${found.unconfirmed ? ` ${RETURNS_TEXTS.unconfirmed}` : ''} · ${RETURNS_TEXTS.known(instantText(found.cutOff), instantText(found.known))}`}
        </p>
      }
      actions={found && <Actions found={found} path={path} />}
    >
      <Loaded query={query} rows={15} height={96}>
        {(one) => (
          <>
            {one.changed && <Remark tone="warn">{RETURNS_TEXTS.changed}</Remark>}
            <ol className="return-rows">
              {one.rows.map((row) => (
                <ReturnRowView
                  key={row.measure}
                  row={row}
                  path={path}
                  mayEdit={one.may.includes('edit')}
                  onOpen={setBehind}
                />
              ))}
            </ol>
          </>
        )}
      </Loaded>
      {behind !== undefined && <CasesDialog behind={behind} onClose={() => setBehind(undefined)} />}
    </Page>
  );
}

const ACTS = ['redraw', 'sign', 'submit'] as const;

function Actions({ found, path }: { readonly found: MonthlyReturn; readonly path: string }) {
  const queries = useQueryClient();
  const [commandId, setCommandId] = useState(() => crypto.randomUUID() as string);
  const [failed, setFailed] = useState('');
  const acting = useMutation({
    mutationFn: (act: (typeof ACTS)[number]) => write('POST', `${path}/${act}`, { commandId }),
    onSuccess: () => {
      setCommandId(crypto.randomUUID());
      return queries.invalidateQueries({ queryKey: keys.returnsAll });
    },
  });
  const file = async (kind: 'docx' | 'xlsx') => {
    setFailed('');
    try {
      await download(`${path}/table.${kind}`, {}, RETURNS_TEXTS.file(found.name, found.month, kind));
    } catch (error) {
      setFailed(problemOf(error).body.detail);
    }
  };
  return (
    <div className="return-acts">
      {ACTS.filter((act) => found.may.includes(act)).map((act) => (
        <button
          key={act}
          type="button"
          className="plain-button"
          disabled={acting.isPending}
          onClick={() => acting.mutate(act)}
        >
          {RETURNS_TEXTS[act]}
        </button>
      ))}
      {(['docx', 'xlsx'] as const).map((kind) => (
        <button key={kind} type="button" className="plain-button" onClick={() => void file(kind)}>
          {RETURNS_TEXTS[kind]}
        </button>
      ))}
      <button type="button" className="plain-button" onClick={() => print()}>
        {RETURNS_TEXTS.print}
      </button>
      <Link className="plain-button" to={`/returns?month=${found.month}`}>
        {RETURNS_TEXTS.back}
      </Link>
      {acting.isError && <Remark tone="warn">{problemOf(acting.error).body.detail}</Remark>}
      {acting.isSuccess && <Remark>{RETURNS_TEXTS.acted[acting.variables]}</Remark>}
      {failed !== '' && <Remark tone="warn">{failed}</Remark>}
    </div>
  );
}
