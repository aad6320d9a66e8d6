import { useState } from 'react';
import { download, type Query } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { HAZARDS_TEXTS } from '../../texts/hazards.ts';
import { nowInstant } from '../../ui/when.ts';

/** The whole list, as it is filtered, as an Excel file. */
export function ExportButton({ query }: { readonly query: Query }) {
  const [exporting, setExporting] = useState(false);
  const [said, setSaid] = useState('');
  const run = async () => {
    setExporting(true);
    setSaid('');
    try {
      await download('/cases.xlsx', query, HAZARDS_TEXTS.fileName(nowInstant().slice(0, 10)));
    } catch (error) {
      setSaid(problemOf(error).body.detail);
    } finally {
      setExporting(false);
    }
  };
  return (
    <>
      <button type="button" className="plain-button" disabled={exporting} onClick={() => void run()}>
        {exporting ? HAZARDS_TEXTS.exporting : HAZARDS_TEXTS.xlsx}
      </button>
      {said !== '' && <span role="alert">{said}</span>}
    </>
  );
}
