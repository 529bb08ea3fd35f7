// A page behind a one-time link. The token stands in the fragment, which no browser sends and no
// server or proxy logs; it is taken out of the address bar and the history before anything else.

const token = location.hash.slice(1);
history.replaceState(null, '', location.pathname);

/** How long to wait for an answer, in milliseconds. */
const PATIENCE = 20_000;

const FAILURES = {
  'link-invalid': 'This link has been used already, or it is too old. Ask for a new one.',
  'weak-password': 'This password is too easy to guess. Take a longer one.',
  'name-taken': 'This name is taken.',
  'rate-limited': 'That was too often in a short time. Please wait a moment.',
  overloaded: 'The server is busy. Please try again in a moment.',
  'store-unavailable': 'The server can not reach its store. Please try again in a moment.',
};

/**
 * Makes the form send its fields, with the link's token, to `path`.
 * @param {{path: string, body: (form: HTMLFormElement) => object, title: string, text: string}}
 *   page `title` and `text` are shown when it is done
 */
export function oneTimeForm(page) {
  const form = document.getElementById('form');
  if (token === '') {
    finish('This link is not complete', 'Open it exactly as it was given to you.');
    return;
  }
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const complaint = check(form);
    fail(complaint);
    if (complaint !== '') {
      return;
    }
    const button = form.querySelector('[type=submit]');
    button.disabled = true;
    const failure = await post(page.path, { token, ...page.body(form) });
    button.disabled = false;
    if (failure === null) {
      finish(page.title, page.text);
    } else {
      fail(failure);
    }
  });
}

/** Says what is missing, and puts the keyboard there. */
function check(form) {
  const empty = [...form.elements].find((field) => field.required && field.value === '');
  const bad = empty ?? (form.newPassword.value === form.again.value ? null : form.again);
  for (const field of form.querySelectorAll('input')) {
    field.setAttribute('aria-invalid', String(field === bad));
  }
  bad?.focus();
  if (empty) {
    return 'Please fill in this field.';
  }
  return bad ? 'The two passwords are not the same.' : '';
}

/** Null when it was done, otherwise what to tell the person. */
async function post(path, body) {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Tidelock': '1' },
      body: JSON.stringify(body),
      credentials: 'same-origin',
      signal: AbortSignal.timeout(PATIENCE),
    });
    return response.ok ? null : await words(response);
  } catch {
    return 'The server did not answer. Please try again.';
  }
}

async function words(response) {
  const problem = await response.json().catch(() => ({}));
  const name = String(problem.type ?? '').split('/').pop();
  const fields = Object.values(problem.errors ?? {}).flat().join(' ');
  return fields || problem.detail || FAILURES[name] || 'Something went wrong on the server.';
}

function fail(text) {
  document.getElementById('failure').textContent = text;
}

function finish(title, text) {
  const card = document.getElementById('card');
  card.querySelector('h1').textContent = title;
  card.querySelector('h1 + p').textContent = text;
  document.getElementById('form').remove();
  card.focus();
}
