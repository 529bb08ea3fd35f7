import { html } from 'lit';
import type { Acts, Shown } from './dialog.js';

/** Longest name and password that the server takes, in characters. */
const LONGEST = 256;

/** The form for signing in again in place. */
export const signInForm = (shown: Shown, acts: Acts) => {
  const { speech, error, busy, username } = shown;
  const isBusy = busy === 'sign-in';
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    const fields = new FormData(event.target as HTMLFormElement);
    acts.signIn({
      username: String(fields.get('username')).trim(),
      password: String(fields.get('password')),
    });
  };
  const field = (
    name: 'username' | 'password',
    type: string,
    autocomplete: string,
    value = '',
  ) => html`
    <div class="field" part="field">
      <label for=${name} part="label">${speech.say(name)}</label>
      <input
        id=${name}
        name=${name}
        part="input"
        type=${type}
        autocomplete=${autocomplete}
        autocapitalize="none"
        spellcheck="false"
        maxlength=${LONGEST}
        required
        .defaultValue=${value}
        aria-invalid=${error !== ''}
        aria-describedby="error"
        ?autofocus=${name === (username ? 'password' : 'username')}
      />
    </div>
  `;
  return html`
    <form @submit=${send} part="form">
      ${field('username', 'text', 'username', username)}
      ${field('password', 'password', 'current-password')}
      <p id="error" class="error" part="error" role="alert">${error}</p>
      <div class="actions" part="actions">
        <button
          class="main"
          part="button button-main"
          aria-busy=${isBusy}
          aria-disabled=${busy !== ''}
        >
          ${isBusy ? speech.say('wait') : speech.say('signIn')}
        </button>
        <button type="button" part="button" aria-disabled=${busy !== ''} @click=${acts.notNow}>
          ${speech.say('notNow')}
        </button>
      </div>
    </form>
  `;
};
