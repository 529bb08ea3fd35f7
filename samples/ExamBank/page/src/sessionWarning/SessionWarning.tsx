import { useEffect, useRef, useState } from 'react';
import { useSession } from '../session.js';

/** Warns before the session ends, and keeps it when the person says so. */
export function SessionWarning() {
  const { client, ending } = useSession();
  const dialog = useRef<HTMLDialogElement>(null);
  const [failed, setFailed] = useState(false);
  const isIdle = ending === 'idle';

  useEffect(() => client.warn(), [client]);
  useEffect(() => {
    if (ending) {
      setFailed(false);
      if (!dialog.current?.open) dialog.current?.showModal();
    } else {
      dialog.current?.close();
    }
  }, [ending]);

  const stay = async () => {
    setFailed(false);
    try {
      await client.stay();
    } catch {
      setFailed(true);
    }
  };

  return (
    <dialog ref={dialog} className="card" aria-labelledby="ending-title">
      <h2 id="ending-title">Are you still there?</h2>
      <p>
        {isIdle
          ? 'Nobody has been here for a while, so you will be signed out soon.'
          : 'Your session ends soon, whatever you do. Your answers are kept.'}
      </p>
      <p className="wrong" role="alert">
        {failed && 'The server could not be asked. Please try again.'}
      </p>
      <div className="row">
        {isIdle ? (
          <button type="button" className="main" onClick={() => void stay()}>
            Stay signed in
          </button>
        ) : (
          <button type="button" className="main" onClick={() => dialog.current?.close()}>
            Understood
          </button>
        )}
      </div>
    </dialog>
  );
}
