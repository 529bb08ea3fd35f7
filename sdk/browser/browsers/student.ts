import type { RunningBrowser, Tab } from './engines/engine.js';

/** All tabs hear within this time at which moment their clock will jump, in milliseconds. */
const NOTICE = 500;

/**
 * What runs in each tab of ExamBank, beside its page: a clock that can be set, notes of what is
 * sent, and hands. The server's clock is never touched.
 */
const HANDS = `
  const realNow = Date.now.bind(Date);
  const jumps = [];
  Date.now = () => {
    const now = realNow();
    return jumps.reduce((sum, { at, by }) => (at <= now ? sum + by : sum), now);
  };
  const realFetch = fetch.bind(window);
  const sent = [];
  const violations = [];
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    violations.push(violatedDirective + ': ' + blockedURI));
  const until = async (isSo, what) => {
    for (const since = performance.now(); !isSo(); ) {
      if (performance.now() - since > 45000) {
        throw new Error('Never: ' + what + '. Shown: ' + document.body.innerText.slice(0, 500));
      }
      await new Promise((next) => setTimeout(next, 50));
    }
  };
  Object.assign(window, {
    realNow,
    jumps,
    sent,
    violations,
    until,
    async fetch(input, init) {
      // Made of another request, one would take its body away.
      const request = input instanceof Request ? input : new Request(input, init);
      const [url, token] = [request.url, request.headers.get('Authorization')];
      const answer = await realFetch(input, init);
      sent.push({ method: request.method, url, token, status: answer.status });
      return answer;
    },
    // React hears of a value only when it is set behind its back.
    fill(field, text) {
      const { set } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value');
      set.call(field, text);
      field.dispatchEvent(new Event('input', { bubbles: true }));
    },
    button: (name, place = document) =>
      [...place.querySelectorAll('button')].find((one) => one.textContent.trim() === name),
    question: (id) => document.querySelector('#question-' + id),
    isSaved: (id) => question(id)?.querySelector('[role=status]').textContent === 'Saved',
    dialog: () =>
      document.querySelector('tidelock-session-warning')?.shadowRoot?.querySelector('dialog[open]'),
  });`;

const quote = (value: unknown) => JSON.stringify(value);

export interface Sent {
  method: string;
  url: string;
  token: string | null;
  status: number;
}

/** Somebody at one tab of ExamBank, by the page's own fields and buttons. */
export class Student {
  private constructor(readonly tab: Tab) {}

  static async at(browser: RunningBrowser, url: string): Promise<Student> {
    const student = new Student(await browser.open(url));
    await student.tab.run(HANDS);
    return student;
  }

  /** Waits until a condition holds in the page. */
  until(condition: string): Promise<void> {
    return this.tab.run(`await until(() => ${condition}, ${quote(condition)})`);
  }

  async signIn({ username, password }: { username: string; password: string }): Promise<void> {
    await this.until(`document.querySelector('.door form')`);
    await this.tab.run(`
      const form = document.querySelector('.door form');
      fill(form.elements.username, ${quote(username)});
      fill(form.elements.password, ${quote(password)});
      button('Sign in', form).click();`);
    await this.until(`document.querySelector('h1')?.textContent === 'Your exams'`);
  }

  /** Starts the exam, or goes on with it; gives the address. */
  async begin(exam: string): Promise<string> {
    const named = `[...document.querySelectorAll('.exam button')]
      .find((one) => one.textContent.endsWith(${quote(exam)}))`;
    await this.until(named);
    await this.tab.run(`${named}.click()`);
    await this.until(`document.querySelector('.question')`);
    return this.tab.run<string>('return location.href');
  }

  /** Types an answer, without waiting for anything. */
  write(id: string, text: string): Promise<void> {
    return this.tab.run(`fill(question(${quote(id)}).querySelector('textarea'), ${quote(text)})`);
  }

  /** Waits until the question has that answer, and the page says that it is saved. */
  hasSaved(id: string, text: string): Promise<void> {
    const field = `question(${quote(id)})?.querySelector('textarea').value`;
    return this.until(`${field} === ${quote(text)} && isSaved(${quote(id)})`);
  }

  /** The access tokens with which answers were saved here, in their order. */
  async tokensOfSaves(): Promise<(string | null)[]> {
    const sent = await this.tab.run<Sent[]>('return sent');
    return sent
      .filter(({ method, status }) => method === 'PUT' && status === 200)
      .map(({ token }) => token);
  }

  /** How often this tab has renewed. */
  renewals(): Promise<number> {
    return this.tab.run(`return sent.filter(({ url, status }) =>
      url.endsWith('/auth/refresh') && status === 200).length`);
  }

  /** The session looks at the clock now, and not at the end of a nap of up to half a minute. */
  wake(): Promise<void> {
    return this.tab.run(`dispatchEvent(new Event('online'))`);
  }

  /** The person presses a key, and the session looks at the clock. */
  pressKey(): Promise<void> {
    return this.tab.run(`
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Shift', bubbles: true }));
      dispatchEvent(new Event('online'));`);
  }

  /** Presses a button of the warning. */
  press(name: string): Promise<void> {
    return this.tab.run(`button(${quote(name)}, dialog()).click()`);
  }
}

/** Sets the clock of the machine, for these tabs at the same moment. */
export async function jump(students: Student[], by: number): Promise<void> {
  const at = Date.now() + NOTICE;
  await Promise.all(
    students.map(({ tab }) =>
      tab.run(`jumps.push({ at: ${at}, by: ${by} });
        await until(() => realNow() > ${at}, 'the jump')`),
    ),
  );
}
