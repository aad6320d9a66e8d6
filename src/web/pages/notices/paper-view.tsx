import type { UseQueryResult } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'react-router';
import type { Allowed, CaseDetail, Paper, PaperText } from '../../api/answers.ts';
import { API } from '../../api/client.ts';
import { useNarrow } from '../../app/theme.ts';
import { NOTICES_TEXTS } from '../../texts/notices.ts';
import { Deadline } from '../../ui/deadline.tsx';
import { useNames } from '../../ui/names.ts';
import { Page } from '../../ui/page.tsx';
import { Sentence } from '../../ui/sentence.tsx';
import { Loaded, Remark } from '../../ui/states.tsx';
import { PaperActs } from './paper-acts.tsx';
import { PaperFacts } from './paper-facts.tsx';
import { PaperWay } from './paper-way.tsx';
import { PaperWords } from './paper-words.tsx';

const ActDrawer = lazy(async () => ({ default: (await import('../../form/act-drawer.tsx')).ActDrawer }));
const CompleteDrawer = lazy(async () => ({ default: (await import('./complete-drawer.tsx')).CompleteDrawer }));

interface PaperViewProps {
  readonly paper: Paper;
  readonly text: UseQueryResult<PaperText>;
  readonly detail: CaseDetail | undefined;
  readonly allowed: Allowed | undefined;
}

/** The text left, what may be done, where each value comes from and the way it went right; on a telephone the acts come first. */
export function PaperView({ paper, text, detail, allowed }: PaperViewProps) {
  const { caseId, title, missing, reason, stageLabel } = paper;
  const narrow = useNarrow();
  const [acting, setActing] = useState<string>();
  const [done, setDone] = useState('');
  const [field, setField] = useState<string>();
  const labelOf = (type: string) => allowed?.mine.find((one) => one.type === type)?.label ?? '';
  const acts = (
    <PaperActs key="acts" paper={paper} awaited={detail?.sentence?.act} allowed={allowed} onAct={setActing} />
  );
  const facts = <PaperFacts key="facts" paper={paper} ruleSet={detail?.ruleSet} shown={field} onShow={setField} />;
  const way = <PaperWay key="way" paper={paper} />;
  const close = () => setActing(undefined);
  const ended = (label: string) => setDone(NOTICES_TEXTS.done(label));
  return (
    <>
      <Page
        title={title}
        sentence={<Head paper={paper} detail={detail} />}
        {...(narrow ? {} : { side: [acts, facts, way] })}
      >
        {reason !== undefined && <Remark tone="warn">{NOTICES_TEXTS.voided(stageLabel, reason)}</Remark>}
        {missing.length > 0 && (
          <Remark tone="warn">{NOTICES_TEXTS.missing(missing.map(({ label }) => label).join('、'))}</Remark>
        )}
        {done !== '' && <Remark>{done}</Remark>}
        {narrow && acts}
        <Preview paper={paper} text={text} shown={field} onShow={setField} />
        {narrow && [facts, way]}
      </Page>
      {/* Beside the page: a form that is open stays what it is when the page changes its shape. */}
      <Suspense fallback={null}>
        {acting === 'completeNotice' && text.data !== undefined && allowed !== undefined && (
          <CompleteDrawer paper={paper} form={text.data.form} allowed={allowed} onClose={close} onDone={ended} />
        )}
        {acting !== undefined && acting !== 'completeNotice' && (
          <ActDrawer
            caseId={caseId}
            caseKind="notice"
            title={title}
            command={acting}
            onClose={close}
            onDone={() => ended(labelOf(acting))}
          />
        )}
      </Suspense>
    </>
  );
}

function Head({ paper, detail }: Pick<PaperViewProps, 'paper' | 'detail'>) {
  const { caseId, reference, opener, stageLabel, to, issuer, copies } = paper;
  const names = useNames();
  const sentence = detail?.sentence;
  const post = (one: Paper['to']) => names.post(one.post, one.organisation);
  return (
    <>
      {sentence !== undefined && <Sentence text={sentence.text} tone={sentence.light} />}
      <p className="paper-marks dim">
        <b>{reference ?? NOTICES_TEXTS.draft}</b>
        <span>{stageLabel}</span>
        <span>
          {NOTICES_TEXTS.issuer} {post(issuer)}
        </span>
        <span>
          {NOTICES_TEXTS.addressee} {post(to)}
        </span>
        {copies.length > 0 && (
          <span>
            {NOTICES_TEXTS.copies} {copies.map(post).join('、')}
          </span>
        )}
        <span>
          {NOTICES_TEXTS.from} <Link to={`/cases/${opener}`}>{opener}</Link>
        </span>
        <Link to={`/cases/${caseId}`}>{NOTICES_TEXTS.number(caseId)}</Link>
        {sentence?.dueAt !== undefined && (
          <Deadline
            dueAt={sentence.dueAt}
            lastDay={sentence.lastDay}
            unit={sentence.unit}
            light={sentence.light}
            {...(sentence.clock === undefined ? {} : { caseId, clock: sentence.clock })}
          />
        )}
      </p>
    </>
  );
}

interface PreviewProps extends Pick<PaperViewProps, 'paper' | 'text'> {
  readonly shown: string | undefined;
  readonly onShow: (field: string) => void;
}

/** The text in 仿宋, or the file itself where the browser can show it in a page; a telephone saves it. */
function Preview({ paper, text, shown, onShow }: PreviewProps) {
  const { caseId, values, seq } = { ...paper, seq: paper.reference ?? paper.stage };
  const narrow = useNarrow();
  const [as, setAs] = useState<'text' | 'pdf'>('text');
  const file = `${API}/notices/${caseId}/file`;
  return (
    <section className="card paper-card" aria-label={NOTICES_TEXTS.paper}>
      <div className="paper-tools">
        {!narrow && (
          <fieldset>
            <legend className="only-read">{NOTICES_TEXTS.view}</legend>
            {(['text', 'pdf'] as const).map((one) => (
              <label key={one}>
                <input type="radio" name="as" checked={as === one} onChange={() => setAs(one)} />
                {NOTICES_TEXTS.shown[one]}
              </label>
            ))}
          </fieldset>
        )}
        <a href={`${file}.pdf`} download>
          {NOTICES_TEXTS.files.pdf}
        </a>
        <a href={`${file}.docx`} download>
          {NOTICES_TEXTS.files.docx}
        </a>
        <button type="button" className="link-button" onClick={() => print()}>
          {NOTICES_TEXTS.print}
        </button>
      </div>
      {as === 'pdf' && !narrow ? (
        <iframe key={seq} className="paper-frame" title={NOTICES_TEXTS.pdfFrame} src={`${file}.pdf?inline=true`} />
      ) : (
        <>
          <p className="dim paper-hint">{NOTICES_TEXTS.highlight}</p>
          <Loaded query={text} rows={14}>
            {({ pieces }) => <PaperWords pieces={pieces} values={values} shown={shown} onShow={onShow} />}
          </Loaded>
        </>
      )}
    </section>
  );
}
