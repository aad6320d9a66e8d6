import { useState } from 'react';
import { download, type Query } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';

interface Props {
  readonly label: string;
  readonly path: string;
  readonly query?: Query;
  readonly file: string;
}

/** Hands over a file of the server's; says why where it cannot. */
export function FileButton({ label, path, query = {}, file }: Props) {
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState('');
  const run = async () => {
    setBusy(true);
    setSaid('');
    try {
      await download(path, query, file);
    } catch (error) {
      setSaid(problemOf(error).body.detail);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <button type="button" className="plain-button" disabled={busy} onClick={() => void run()}>
        {label}
      </button>
      {said !== '' && <span role="alert">{said}</span>}
    </>
  );
}
