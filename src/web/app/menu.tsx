import { NavLink } from 'react-router';
import { useSession } from '../api/session.ts';
import { APP_TEXTS } from '../texts/app.ts';
import { PAGES } from './pages.ts';

type Group = keyof typeof APP_TEXTS.groups;
const GROUPS = Object.keys(APP_TEXTS.groups) as Group[];

/** The pages that this person may open, by group. */
export function Menu({ open }: { readonly open: boolean }) {
  const session = useSession();
  const mine = PAGES.filter(({ menu, may }) => menu !== undefined && may(session));
  return (
    <nav className={open ? 'menu open' : 'menu'} aria-label={APP_TEXTS.menu} id="menu">
      {GROUPS.map((group) => {
        const pages = mine.filter(({ menu }) => menu?.group === group);
        return pages.length === 0 ? null : (
          <section key={group} aria-label={APP_TEXTS.groups[group]}>
            <h2>{APP_TEXTS.groups[group]}</h2>
            {pages.map(({ path, menu }) => (
              <NavLink key={path} to={path} end={path === '/'}>
                {menu?.label}
              </NavLink>
            ))}
          </section>
        );
      })}
    </nav>
  );
}
