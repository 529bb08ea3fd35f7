// The Playground, put together. `client/` is the model of a client written by hand; `view/` shows
// what it does.

import { Session } from './client/session.js';
import { announce } from './view/announce.js';
import { byId } from './view/dom.js';
import { eventsCard } from './view/events.js';
import { notices } from './view/notices.js';
import { explain } from './view/reasons.js';
import { sessionsCard } from './view/sessions.js';
import { signInCard } from './view/sign-in.js';
import { tideCard } from './view/tide.js';
import { tokenCard } from './view/token.js';
import { troubleOf } from './view/troubles.js';
import { unreadableCard } from './view/unreadable.js';

const TICK = 1000;

const session = new Session();
const notice = notices(session);
const signIn = signInCard(session);
const tide = tideCard(session);
const token = tokenCard(session);
const sessions = sessionsCard(session, notice.complain);
const events = eventsCard(session, onEvent);
let phase = '';
let generation = null;

byId('sign-out').addEventListener('click', async () => {
  const answer = await session.signOut('here');
  if (answer.kind !== 'ok') {
    notice.complain(`You are still signed in. ${troubleOf(answer)}`);
  }
});
session.subscribe(update);
setInterval(() => {
  tide.tick();
  sessions.tick();
  notice.update();
}, TICK);
update();
void session.start();

function update() {
  if (session.phase !== phase) {
    phase = session.phase;
    enter();
  }
  notice.update();
  tide.update();
  token.update();
  if (session.token && session.token !== generation) {
    noteToken();
  }
}

function enter() {
  document.querySelectorAll('[data-when]').forEach((part) => {
    part.hidden = part.dataset.when !== phase;
  });
  document.body.dataset.phase = phase;
  if (phase === 'signed-in') {
    byId('user-name').textContent = '…';
    void showName();
    void unreadableCard();
    events.start();
    announce('Signed in.');
    byId('main').focus({ preventScroll: true });
  } else {
    generation = null;
    events.stop();
    signIn.update();
  }
  if (phase === 'signed-out' && session.refusal) {
    document.title = `${explain(session.refusal.reason).title} – Tidelock Playground`;
  } else {
    document.title = 'Tidelock Playground';
  }
}

function noteToken() {
  const isRenewal = generation !== null;
  generation = session.token;
  if (isRenewal) {
    const { by, claims } = generation;
    events.note(by === 'another tab'
      ? `Another tab renewed: generation ${claims.gen}`
      : `Token renewed: generation ${claims.gen}`);
  }
  sessions.update();
}

async function showName() {
  const answer = await session.call('/api/v1/auth/me', { method: 'GET' });
  if (answer.kind === 'ok') {
    byId('user-name').textContent = answer.body.name;
  }
}

function onEvent(event) {
  sessions.update();
  if (event.kind === 'session.ended' && event.session === session.token?.sid) {
    // Ask the server itself: it says that the session is over, and why.
    void session.renew();
  }
}
