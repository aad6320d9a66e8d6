import { useState } from 'react';
import type { CaseEvidence, SealedEvent } from '../../api/answers.ts';
import { API } from '../../api/client.ts';
import { CASE_TEXTS } from '../../texts/case.ts';
import { instantText } from '../../ui/when.ts';
import { Card } from './card.tsx';
import { useEventPlace } from './event-place.ts';
import { PhotoView } from './photo-view.tsx';
import { Sourced } from './sourced.tsx';
import './evidence.css';

type File = CaseEvidence['files'][number];
type When = File['when'];

const SHA256 = /^[0-9a-f]{64}$/;

/** Before and after side by side, then everything else that the record names. */
export function EvidenceCard({ caseId, files }: { readonly caseId: string; readonly files: CaseEvidence['files'] }) {
  const { events } = useEventPlace();
  const [large, setLarge] = useState<File>();
  const referred = events.flatMap(referencesOf);
  const side = (when: When) => ({
    files: files.filter((one) => one.when === when),
    referred: referred.filter((one) => one.when === when),
  });
  const other = side('other');
  if (files.length + referred.length === 0) return null;
  return (
    <Card title={CASE_TEXTS.evidence} id="evidence">
      <div className="evidence-pair">
        {(['before', 'after'] as const).map((when) => (
          <Side key={when} caseId={caseId} when={when} {...side(when)} onLarge={setLarge} />
        ))}
      </div>
      {other.files.length + other.referred.length > 0 && (
        <Side caseId={caseId} when="other" {...other} onLarge={setLarge} />
      )}
      {large !== undefined && (
        <PhotoView
          src={photoOf(caseId, large, 'large')}
          words={`${CASE_TEXTS[large.when]} · ${large.label} ${instantText(large.at)}`}
          original={originalOf(caseId, large)}
          onClose={() => setLarge(undefined)}
        />
      )}
    </Card>
  );
}

interface Reference {
  readonly text: string;
  readonly when: When;
  readonly event: SealedEvent;
}

/** Photos that are kept elsewhere, under a number of their own. */
function referencesOf(event: SealedEvent): readonly Reference[] {
  const { payload, type } = event;
  return Object.entries(payload).flatMap(([name, value]) => {
    if (!/^photos/.test(name) || !Array.isArray(value)) return [];
    const when =
      name === 'photosBefore' || type === 'HazardReported'
        ? 'before'
        : type === 'RectificationSubmitted'
          ? 'after'
          : 'other';
    return value.flatMap((one) =>
      typeof one === 'string' && !SHA256.test(one) ? [{ text: one, when, event } as const] : [],
    );
  });
}

interface SideProps {
  readonly caseId: string;
  readonly when: When;
  readonly files: readonly File[];
  readonly referred: readonly Reference[];
  readonly onLarge: (file: File) => void;
}

function Side({ caseId, when, files, referred, onLarge }: SideProps) {
  const { events } = useEventPlace();
  return (
    <section className="evidence-side">
      <h3>{CASE_TEXTS[when]}</h3>
      {files.length + referred.length === 0 && when !== 'other' && (
        <p className="dim none">{CASE_TEXTS.noPhoto[when]}</p>
      )}
      <div className="photos">
        {files.map((file, nth) => (
          <FileView
            key={file.sha256}
            caseId={caseId}
            file={file}
            event={events.find(({ seq }) => seq === file.seq)}
            words={CASE_TEXTS.photoAlt(CASE_TEXTS[when], nth + 1)}
            onLarge={onLarge}
          />
        ))}
        {referred.map(({ text, event }) => (
          <figure key={text} className="reference">
            <Sourced event={event}>{text}</Sourced>
          </figure>
        ))}
      </div>
    </section>
  );
}

interface FileViewProps extends Pick<SideProps, 'caseId' | 'onLarge'> {
  readonly file: File;
  readonly event: SealedEvent | undefined;
  readonly words: string;
}

function FileView({ caseId, file, event, words, onLarge }: FileViewProps) {
  const [failed, setFailed] = useState(!file.type.startsWith('image/'));
  const caption = `${file.label} ${instantText(file.at)}`;
  return (
    <figure>
      {failed ? (
        <a className="file" href={originalOf(caseId, file)} download>
          {file.type.startsWith('image/') ? CASE_TEXTS.notShown : CASE_TEXTS.fileKind(file.type)}
        </a>
      ) : (
        <button type="button" className="photo" aria-label={CASE_TEXTS.enlarge(words)} onClick={() => onLarge(file)}>
          <img src={photoOf(caseId, file, 'small')} alt={words} loading="lazy" onError={() => setFailed(true)} />
        </button>
      )}
      <figcaption>
        <Sourced event={event}>{caption}</Sourced>
      </figcaption>
    </figure>
  );
}

function photoOf(caseId: string, { sha256 }: File, size: 'small' | 'large'): string {
  return `${originalOf(caseId, { sha256 })}/view?size=${size}`;
}

function originalOf(caseId: string, { sha256 }: Pick<File, 'sha256'>): string {
  return `${API}/cases/${caseId}/blobs/${sha256}`;
}
