import type { ComponentType } from 'react';
import { Link, useParams } from 'react-router';
import { ADMIN_TEXTS } from '../../texts/admin.ts';
import { Page } from '../../ui/page.tsx';
import { AccountsPart } from './accounts-part.tsx';
import { ChangesPart } from './changes-part.tsx';
import { OrganisationsPart } from './organisations-part.tsx';
import { PeoplePart } from './people-part.tsx';
import { PostsPart } from './posts-part.tsx';
import { SettingsPart } from './settings-part.tsx';
import './admin.css';

type Part = keyof typeof ADMIN_TEXTS.parts;

const PARTS: Readonly<Record<Part, ComponentType>> = {
  organisations: OrganisationsPart,
  people: PeoplePart,
  posts: PostsPart,
  accounts: AccountsPart,
  settings: SettingsPart,
  changes: ChangesPart,
};
const NAMES = Object.keys(PARTS) as Part[];

/** 系统管理: one part of it at a time, named in the address. */
export function AdminPage() {
  const { part: asked } = useParams();
  const part = NAMES.find((one) => one === asked) ?? 'organisations';
  const Shown = PARTS[part];
  return (
    <Page
      title={ADMIN_TEXTS.title}
      sentence={<p className="sentence dim">{ADMIN_TEXTS.about}</p>}
      filters={
        <nav className="admin-tabs" aria-label={ADMIN_TEXTS.choose}>
          {NAMES.map((one) => (
            <Link key={one} to={`/admin/${one}`} aria-current={one === part ? 'page' : undefined}>
              {ADMIN_TEXTS.parts[one]}
            </Link>
          ))}
        </nav>
      }
    >
      <Shown />
    </Page>
  );
}
