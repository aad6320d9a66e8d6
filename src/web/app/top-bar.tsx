import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { postWord } from '../../core/words.ts';
import { queryText } from '../api/client.ts';
import { problemOf } from '../api/problem.ts';
import { useSession, useSigning } from '../api/session.ts';
import { APP_TEXTS } from '../texts/app.ts';
import { useNames } from '../ui/names.ts';
import { seesCases } from './who.ts';

/** A number as cases have it: leads to the case at once. */
const CASE_NUMBER = /^[HMTN]-\d{4}-\d+(-[A-Z]\d+)*$/i;

/** Title, search, person. */
export function TopBar({ menuOpen, onMenu }: { readonly menuOpen: boolean; readonly onMenu: () => void }) {
  const session = useSession();
  return (
    <header className="top">
      <button
        type="button"
        className="quiet-button menu-button"
        aria-expanded={menuOpen}
        aria-controls="menu"
        aria-label={menuOpen ? APP_TEXTS.closeMenu : APP_TEXTS.openMenu}
        onClick={onMenu}
      >
        ☰
      </button>
      <Link className="name" to="/">
        {APP_TEXTS.title}
      </Link>
      {seesCases(session) ? <Search /> : <span style={{ flex: 1 }} />}
      <Person />
    </header>
  );
}

function Search() {
  const navigate = useNavigate();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const q = String(new FormData(event.currentTarget).get('q') ?? '').trim();
    if (q === '') return;
    void navigate(CASE_NUMBER.test(q) ? `/cases/${q.toUpperCase()}` : `/hazards${queryText({ q })}`);
  };
  return (
    <search>
      <form onSubmit={submit}>
        <input
          type="search"
          name="q"
          placeholder={APP_TEXTS.search}
          aria-label={APP_TEXTS.search}
          maxLength={100}
          enterKeyHint="search"
        />
      </form>
    </search>
  );
}

function Person() {
  const { person, posts } = useSession();
  const names = useNames();
  const [open, setOpen] = useState(false);
  const [failed, setFailed] = useState('');
  const { signOut } = useSigning();
  const place = useRef<HTMLDivElement>(null);
  const { pathname } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes it
  useEffect(() => setOpen(false), [pathname]);
  useEffect(() => {
    if (!open) return;
    const close = (event: Event) => {
      const outside = event.target instanceof Node && !place.current?.contains(event.target);
      if (event instanceof KeyboardEvent ? event.key === 'Escape' : outside) setOpen(false);
    };
    document.addEventListener('keydown', close);
    document.addEventListener('pointerdown', close);
    return () => {
      document.removeEventListener('keydown', close);
      document.removeEventListener('pointerdown', close);
    };
  }, [open]);
  return (
    <div className="person" ref={place}>
      <button
        type="button"
        className="quiet-button"
        aria-expanded={open}
        aria-label={`${APP_TEXTS.person} ${person.name}`}
        onClick={() => setOpen(!open)}
      >
        {person.name} ▾
      </button>
      {open && (
        <ul>
          {posts.length === 0 && <li className="dim">{APP_TEXTS.accountOnly}</li>}
          {posts.map(({ post, organisation, orderNo }) => (
            <li key={`${post}@${organisation}`} className="dim">
              {organisation === undefined ? '' : `${names.organisation(organisation)} `}
              {postWord(post)}
              {orderNo === undefined ? '' : ` · ${APP_TEXTS.deputy} ${orderNo}`}
            </li>
          ))}
          <li>
            <Link className="person-act" to="/account">
              {APP_TEXTS.sessions}
            </Link>
          </li>
          <li>
            <button
              type="button"
              className="person-act"
              onClick={() => void signOut().catch((error: unknown) => setFailed(problemOf(error).body.detail))}
            >
              {APP_TEXTS.signOut}
            </button>
            {failed !== '' && <span role="alert">{`${APP_TEXTS.signOutFailed}：${failed}`}</span>}
          </li>
        </ul>
      )}
    </div>
  );
}
