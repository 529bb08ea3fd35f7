import { useSession } from '@tidelock/browser/react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useLastUser } from './lastUser.js';
import { Link, useRoute } from './routing.js';

/** What stands around every page of a signed-in person. */
export function Frame({ children }: { children: ReactNode }) {
  const { client, trouble } = useSession();
  const name = useName();
  const main = useFocusOnArrival();
  return (
    <>
      <header className="bar">
        <Link href="/" className="brand">
          <img src="/mark.svg" alt="" width="28" height="28" />
          <span>ExamBank</span>
        </Link>
        <nav aria-label="Account">
          <Link href="/sessions">{name ?? 'Sessions'}</Link>
          <button type="button" className="plain" onClick={() => void client.signOut()}>
            Sign out
          </button>
        </nav>
      </header>
      {trouble && (
        <p className="banner" role="status">
          You are offline. Go on: answers are kept here and sent when the network is back.
        </p>
      )}
      <main ref={main} tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

/** A page that takes the place of another gets the focus, as a page that is loaded would. */
function useFocusOnArrival() {
  const { page } = useRoute();
  const main = useRef<HTMLElement>(null);
  const last = useRef(page);
  useEffect(() => {
    if (last.current !== page) {
      last.current = page;
      main.current?.focus({ preventScroll: true });
    }
  }, [page]);
  return main;
}

/** The user's name, once the server has told it. */
function useName(): string | null {
  const { client } = useSession();
  const user = useLastUser();
  const [known, setKnown] = useState<{ user: string; name: string | null }>();
  useEffect(() => {
    let live = true;
    void client
      .fetch(`${client.server()}/api/v1/auth/me`)
      .then((answer) => (answer.ok ? answer.json() : null))
      .then((me) => live && setKnown({ user, name: me?.name ?? null }))
      // The name is an ornament; without it the link says what it leads to.
      .catch(() => {});
    return () => {
      live = false;
    };
  }, [client, user]);
  return known?.user === user ? known.name : null;
}
