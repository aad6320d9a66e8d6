import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { LeaderPage as Answer, LeaderTile } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { LEADER_TEXTS } from '../../texts/leader.ts';
import { Light, type Tone } from '../../ui/light.tsx';
import { Page } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { dayText } from '../../ui/when.ts';
import './leader.css';

const TONES: { readonly [light in LeaderTile['light']]: Tone } = { late: 'red', soon: 'amber', calm: 'green' };

/** 领导看板: fifteen measures, each with its light, its trend and the three things that want a leader. */
export function LeaderPage() {
  const query = useQuery({ queryKey: keys.leader, queryFn: ({ signal }) => get<Answer>('/leader', {}, signal) });
  const tiles = query.data?.tiles ?? [];
  const count = (light: LeaderTile['light']) => tiles.filter((tile) => tile.light === light).length;
  return (
    <Page
      title={LEADER_TEXTS.title}
      sentence={
        <p className="dim">
          {query.data === undefined ? '\u00a0' : LEADER_TEXTS.sentence(count('late'), count('calm'))}
        </p>
      }
      actions={
        query.data && (
          <Link className="plain-button" to={`/returns?month=${query.data.month}`}>
            {LEADER_TEXTS.returns(query.data.month)}
          </Link>
        )
      }
    >
      <Loaded query={query} rows={15} height={120}>
        {(page) => (
          <ol className="leader-tiles">
            {page.tiles.map((tile) => (
              <Tile key={tile.measure} tile={tile} />
            ))}
          </ol>
        )}
      </Loaded>
    </Page>
  );
}

function Tile({ tile }: { readonly tile: LeaderTile }) {
  const { measure, title, light, late, soon, trend, wanting } = tile;
  const turn =
    trend.now > trend.before ? LEADER_TEXTS.up : trend.now < trend.before ? LEADER_TEXTS.down : LEADER_TEXTS.level;
  return (
    <li className={`leader-tile ${TONES[light]}`}>
      <h2>
        <span className="dim">{measure}</span> {title}
      </h2>
      <p className="state-line">
        <Light tone={TONES[light]} word={LEADER_TEXTS.lights[light]} /> <span>{LEADER_TEXTS.counts(late, soon)}</span>
      </p>
      <p className="dim">
        {LEADER_TEXTS.trend(LEADER_TEXTS.figures[trend.figure] ?? '', trend.now, trend.before)} {turn}
      </p>
      {wanting.length > 0 && (
        <ul aria-label={LEADER_TEXTS.wanting}>
          {wanting.map(({ caseId, title: what, day, days }) => (
            <li key={caseId}>
              <Link to={`/cases/${caseId}`}>{what}</Link>{' '}
              <span className={days === undefined ? 'dim' : 'overdue'}>
                {days === undefined ? dayText(day) : LEADER_TEXTS.overdue(days)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
