import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { flushSync } from 'react-dom';
import { useLocation } from 'react-router';
import type {
  Allowed,
  CaseDetail,
  CaseEvidence,
  CaseNotices,
  CasePath,
  Chart,
  EventList,
  RelatedCases,
} from '../../api/answers.ts';
import { useNarrow } from '../../app/theme.ts';
import { CASE_TEXTS } from '../../texts/case.ts';
import { STATE_TEXTS } from '../../texts/states.ts';
import { Page } from '../../ui/page.tsx';
import { Remark } from '../../ui/states.tsx';
import { ActsCard } from './acts-card.tsx';
import { CaseHead } from './case-head.tsx';
import { ChartCard } from './chart-card.tsx';
import { regionPaths } from './chart-marks.ts';
import { ClocksCard } from './clocks-card.tsx';
import { type EventPlace, EventPlaceProvider } from './event-place.ts';
import { EvidenceCard } from './evidence-card.tsx';
import { FactsCard } from './facts-card.tsx';
import { FlagsCard } from './flags-card.tsx';
import { KindCard } from './kind-card.tsx';
import { News } from './news.tsx';
import { orderActs } from './order-acts.ts';
import { PapersCard } from './papers-card.tsx';
import { RegionCards } from './regions-card.tsx';
import { RelatedCard } from './related-card.tsx';
import { Timeline } from './timeline.tsx';
import { ToolsCard } from './tools-card.tsx';

const ActDrawer = lazy(async () => ({ default: (await import('../../form/act-drawer.tsx')).ActDrawer }));
const WhyDrawer = lazy(async () => ({ default: (await import('./why-drawer.tsx')).WhyDrawer }));

/** A case with what stands around it; a part that was not answered is left out. */
interface CaseViewProps {
  readonly detail: CaseDetail;
  readonly chart: Chart | undefined;
  readonly events: EventList | undefined;
  readonly path: CasePath | undefined;
  readonly allowed: Allowed | undefined;
  readonly evidence: CaseEvidence | undefined;
  readonly related: RelatedCases | undefined;
  readonly notices: CaseNotices | undefined;
}

/** The page of one case: sentence first, then what may be done; on a desk the story left and the facts right, on a telephone one below the other. */
export function CaseView(props: CaseViewProps) {
  const { detail, chart, events, path, allowed, evidence, related, notices } = props;
  const { caseId, kind, title, seq, closed, flags } = detail;
  const narrow = useNarrow();
  const { shown, show } = useShown();
  const [acting, setActing] = useState<{ readonly command?: string }>();
  const [why, setWhy] = useState(false);
  const [done, setDone] = useState('');
  const [known, setKnown] = useState(seq);
  const { whole, onPrint } = usePrinting();
  const place = useMemo<EventPlace>(
    () => ({ events: events?.events ?? [], labels: events?.labels ?? {}, fields: events?.fields ?? {}, show }),
    [events, show],
  );
  const act = useCallback((commands: readonly string[]) => {
    const [only, ...more] = commands;
    setActing(only === undefined || more.length > 0 ? {} : { command: only });
  }, []);
  const mine = allowed?.mine ?? [];
  const places = chart && path ? regionPaths(chart, path) : [];
  const acts = orderActs(mine, detail, places[0]);

  const actsCard = (
    <ActsCard
      key="acts"
      closed={closed}
      acts={acts}
      others={allowed?.others ?? []}
      onAct={(command) => act([command])}
    />
  );
  const clocks = <ClocksCard key="clocks" detail={detail} />;
  const drawing = chart && path && <ChartCard key="chart" chart={chart} path={path} onAct={act} />;
  const facts = <FactsCard key="facts" detail={detail} />;
  const photos = evidence && <EvidenceCard key="evidence" caseId={caseId} files={evidence.files} />;
  const ofKind = <KindCard key="kind" detail={detail} />;
  const regions = <RegionCards key="regions" detail={detail} places={places} />;
  const timeline = (
    <Timeline key="timeline" shown={shown} known={known} messages={notices?.notices ?? []} whole={whole} />
  );
  const around = [
    <FlagsCard key="flags" flags={flags} />,
    related && <RelatedCard key="related" related={related} />,
    notices && <PapersCard key="papers" caseId={caseId} kind={kind} notices={notices} />,
  ];
  const tools = <ToolsCard key="tools" detail={detail} onWhy={() => setWhy(true)} onPrint={onPrint} />;

  return (
    <EventPlaceProvider value={place}>
      <Page
        title={title}
        sentence={<CaseHead detail={detail} />}
        {...(narrow ? {} : { side: [actsCard, clocks, facts, ...around, tools] })}
      >
        {closed && !path?.open.some((one) => one.mine) && (
          <Remark>{mine.length === 0 ? STATE_TEXTS.readOnly : CASE_TEXTS.closedNotes}</Remark>
        )}
        {done !== '' && <Remark>{done}</Remark>}
        <News kind={kind} known={known} onSeen={() => setKnown(seq)} />
        {narrow
          ? [actsCard, clocks, drawing, photos, facts, ofKind, ...around, regions, timeline, tools]
          : [drawing, ofKind, photos, timeline, regions]}
      </Page>
      <Suspense fallback={null}>
        {acting !== undefined && (
          <ActDrawer
            caseId={caseId}
            caseKind={kind}
            title={title}
            {...acting}
            {...awaitedPost(detail)}
            onClose={() => setActing(undefined)}
            onDone={({ seq: mineNow, event }) => {
              setKnown(mineNow);
              const label = mine.find(({ type }) => type === event.command)?.label;
              setDone(label === undefined ? '' : CASE_TEXTS.done(label));
            }}
          />
        )}
        {why && <WhyDrawer caseId={caseId} kind={kind} onClose={() => setWhy(false)} />}
      </Suspense>
    </EventPlaceProvider>
  );
}

/** Whoever holds several posts most likely acts in the one that the case waits for. */
function awaitedPost({ sentence }: CaseDetail): { readonly post?: string } {
  const { post, organisation } = sentence?.holder ?? {};
  return post === undefined ? {} : { post: organisation === undefined ? post : `${post}@${organisation}` };
}

/** The entry that is to be seen: asked for by a link (`#event-7`) or by a fact on the page. */
function useShown() {
  const { hash } = useLocation();
  const linked = Number(/^#event-(\d+)$/.exec(hash)?.[1]);
  const [shown, setShown] = useState<{ readonly seq: number } | undefined>(linked > 0 ? { seq: linked } : undefined);
  const show = useCallback((seq: number) => setShown({ seq }), []);
  return { shown, show };
}

/** Paper gets everything, also what is folded away on the screen. */
function usePrinting() {
  const [whole, setWhole] = useState(false);
  useEffect(() => {
    const before = () => flushSync(() => setWhole(true));
    const after = () => setWhole(false);
    addEventListener('beforeprint', before);
    addEventListener('afterprint', after);
    return () => {
      removeEventListener('beforeprint', before);
      removeEventListener('afterprint', after);
    };
  }, []);
  return { whole, onPrint: () => print() };
}
