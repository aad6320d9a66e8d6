import { Component, type ReactNode } from 'react';
import { APP_TEXTS } from '../texts/app.ts';
import { State } from '../ui/states.tsx';

interface Props {
  readonly children: ReactNode;
  /** Another page: what crashed is left behind. */
  readonly place?: string;
}

/** Catches what a page throws while it is drawn, so that the frame stays usable. React offers this to classes only. */
export class CrashGuard extends Component<Props, { readonly error: Error | undefined }> {
  override state = { error: undefined };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override componentDidUpdate(before: Props) {
    if (before.place !== this.props.place && this.state.error !== undefined) this.setState({ error: undefined });
  }

  override render() {
    const error: Error | undefined = this.state.error;
    if (error === undefined) return this.props.children;
    // A chunk of the version before this one is no longer on the server.
    const outdated = /dynamically imported module|Importing a module script/.test(String(error));
    return (
      <State
        tone="error"
        title={outdated ? APP_TEXTS.newVersion : APP_TEXTS.crashed}
        how={outdated ? undefined : APP_TEXTS.crashedHow}
        act={{ label: APP_TEXTS.reload, run: () => location.reload() }}
      />
    );
  }
}
