import { useLoaded } from '../loading.js';
import { useSession } from '../session.js';

interface Listed {
  id: string;
  current: boolean;
  browser: string;
  os: string;
  address: string;
  lastUsedAt: string;
  endedAt: string | null;
}

const WHEN = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** The live sessions of the person; each but this one can be ended. */
export function SessionList() {
  const { client, session } = useSession();
  const url = `${client.server()}/api/v1/auth/tokens`;
  const { value, problem, reload } = useLoaded(async () => {
    const answer = await client.fetch(url);
    if (!answer.ok) throw new Error(`${answer.status}`);
    const { sessions } = (await answer.json()) as { sessions: Listed[] };
    return sessions.filter(({ endedAt }) => !endedAt);
  }, session?.id ?? '');

  const end = async (id: string) => {
    await client.fetch(`${url}/${id}`, { method: 'DELETE' }).catch(() => {});
    reload();
  };

  if (!value) {
    return (
      <p className="hush" role="status">
        {problem ? 'The sessions can’t be loaded. Trying again …' : 'Loading …'}
      </p>
    );
  }
  return (
    <ul className="sessions">
      {value.map((one) => (
        <li key={one.id} className="card row">
          <div>
            <strong>
              {one.browser} on {one.os}
            </strong>
            <p className="quiet">
              {one.address} · {WHEN.format(new Date(one.lastUsedAt))}
            </p>
          </div>
          {one.current ? (
            <span className="tag good">This one</span>
          ) : (
            <button type="button" onClick={() => void end(one.id)}>
              End
              <span className="unseen">
                {' '}
                {one.browser} on {one.os}
              </span>
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
