import { backOff, DEBOUNCE } from './timing.js';

/** An answer as the server has it. */
export interface Answer {
  /** What was written, or the number of the option; empty: none. */
  text: string;
  /** How often it was changed. */
  revision: number;
}

/** A change that the server has not confirmed yet. */
export interface Draft {
  text: string;
  /** The revision that it was made to. */
  basedOn: number;
  /** What was sent since then: the server may have it, although its answer was lost. */
  sent: string[];
}

/** What the server made of a change. */
export type Outcome =
  | { kind: 'saved'; current: Answer }
  | { kind: 'conflict'; current: Answer }
  /** The attempt is over. */
  | { kind: 'over' }
  /** It will never take this text. */
  | { kind: 'refused'; why: string };

/** Where drafts outlive a crash. */
export interface DraftStore {
  put(question: string, draft: Draft): void;
  remove(question: string): void;
  /** Those that tabs which are no more have left behind; they are this tab's from now on. */
  adopt(): Promise<Map<string, Draft>>;
}

export interface Surroundings {
  drafts: DraftStore;
  /** Rejects when the server can't be reached: the change is sent again later. */
  save(question: string, text: string, basedOn: number): Promise<Outcome>;
  /** Tells the other tabs. */
  announce(question: string, answer: Answer): void;
}

/**
 * | status | meaning |
 * |---|---|
 * | `empty` | There is no answer. |
 * | `saved` | The server has it. |
 * | `saving` | It is about to be sent, or on its way. |
 * | `waiting` | The server can't be reached; it is kept here and sent again. |
 * | `conflict` | Another tab changed it too: the person has to choose. |
 * | `late` | The attempt was over before it arrived. |
 * | `refused` | The server does not take it; `why` says so. |
 */
export type Status = 'empty' | 'saved' | 'saving' | 'waiting' | 'conflict' | 'late' | 'refused';

/** What is shown of an answer; the same object until something changes. */
export interface Shown {
  text: string;
  status: Status;
  /** What another tab wrote, while the person has to choose. */
  other: string | null;
  why: string | null;
}

const NONE: Answer = { text: '', revision: 0 };

/** Changes that are remembered as sent. More can't be lost in a row without one getting through. */
const MAX_SENT = 20;

interface Sheet {
  saved: Answer;
  draft: Draft | null;
  other: Answer | null;
  sending: boolean;
  tries: number;
  failure: 'late' | 'refused' | null;
  why: string | null;
  timer: ReturnType<typeof setTimeout> | undefined;
  shown: Shown;
}

/**
 * The answers of one attempt in one tab. Whatever the person changes is kept on this machine at
 * once, sent a moment later, and sent again until the server has confirmed it.
 */
export class Answers {
  private readonly sheets = new Map<string, Sheet>();
  private readonly listeners = new Set<() => void>();
  private closed = false;

  constructor(private readonly around: Surroundings) {}

  /** Begins with what the server has, and takes up what a crashed tab has left. */
  async load(answers: Record<string, Answer>): Promise<void> {
    this.refresh(answers);
    for (const [question, draft] of await this.around.drafts.adopt()) {
      const sheet = this.sheet(question);
      if (sheet.draft) {
        continue;
      }
      if (draft.text === sheet.saved.text) {
        this.around.drafts.remove(question);
        continue;
      }
      sheet.draft = draft;
      this.changed(question, sheet);
      this.send(question, 0);
    }
  }

  /** Takes over what the server has now, where nothing is waiting to be sent. */
  refresh(answers: Record<string, Answer>): void {
    for (const [question, answer] of Object.entries(answers)) {
      this.receive(question, answer);
    }
  }

  /** Another tab has saved an answer. */
  receive(question: string, answer: Answer): void {
    const sheet = this.sheet(question);
    if (answer.revision > sheet.saved.revision) {
      sheet.saved = answer;
      this.changed(question, sheet);
    }
  }

  /** The person changes an answer. */
  edit(question: string, text: string): void {
    const sheet = this.sheet(question);
    if (sheet.failure === 'late') {
      return;
    }
    sheet.failure = null;
    const draft = sheet.draft ?? { text, basedOn: sheet.saved.revision, sent: [] };
    if (text === sheet.saved.text && draft.sent.length === 0 && !sheet.other) {
      this.settle(question, sheet);
    } else {
      sheet.draft = { ...draft, text };
      this.around.drafts.put(question, sheet.draft);
      this.send(question, DEBOUNCE);
    }
    this.changed(question, sheet);
  }

  /** The person chooses between the own version and that of another tab. */
  choose(question: string, which: 'mine' | 'theirs'): void {
    const sheet = this.sheet(question);
    if (!sheet.other || !sheet.draft) {
      return;
    }
    if (which === 'mine') {
      sheet.draft = { text: sheet.draft.text, basedOn: sheet.other.revision, sent: [] };
      this.around.drafts.put(question, sheet.draft);
      sheet.other = null;
      this.send(question, 0);
    } else {
      this.settle(question, sheet);
    }
    this.changed(question, sheet);
  }

  /** Sends what waits at once: the network is back, or the exam is handed in. */
  async flush(): Promise<void> {
    const waiting = [...this.sheets].filter(([, sheet]) => sheet.draft);
    await Promise.all(waiting.map(([question]) => this.sendNow(question)));
  }

  /** How many answers the server has not confirmed. */
  unconfirmed(): number {
    return [...this.sheets.values()].filter((sheet) => sheet.draft).length;
  }

  answered(): number {
    return [...this.sheets.values()].filter((sheet) => sheet.shown.text !== '').length;
  }

  shown(question: string): Shown {
    return this.sheet(question).shown;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** The page goes elsewhere. What is not confirmed stays kept. */
  close(): void {
    this.closed = true;
    this.sheets.forEach((sheet) => clearTimeout(sheet.timer));
  }

  private send(question: string, delay: number): void {
    const sheet = this.sheet(question);
    clearTimeout(sheet.timer);
    sheet.timer = this.closed ? undefined : setTimeout(() => void this.sendNow(question), delay);
  }

  private async sendNow(question: string): Promise<void> {
    const sheet = this.sheet(question);
    clearTimeout(sheet.timer);
    if (sheet.sending || !sheet.draft || sheet.other || sheet.failure || this.closed) {
      return;
    }
    const { text, basedOn, sent } = sheet.draft;
    if (sent.at(-1) !== text) {
      sheet.draft = { text, basedOn, sent: [...sent, text].slice(-MAX_SENT) };
      this.around.drafts.put(question, sheet.draft);
    }
    sheet.sending = true;
    try {
      const outcome = await this.around.save(question, text, basedOn);
      if (this.closed) {
        // What is kept is left to the next one who opens the attempt, and may have it already.
        return;
      }
      sheet.sending = false;
      sheet.tries = 0;
      this.settleOutcome(question, sheet, outcome, text);
    } catch {
      sheet.sending = false;
      sheet.tries += 1;
      this.send(question, backOff(sheet.tries));
    }
    this.changed(question, sheet);
  }

  private settleOutcome(question: string, sheet: Sheet, outcome: Outcome, text: string): void {
    if (outcome.kind === 'over' || outcome.kind === 'refused') {
      sheet.failure = outcome.kind === 'over' ? 'late' : 'refused';
      sheet.why = outcome.kind === 'refused' ? outcome.why : null;
      return;
    }
    const draft = sheet.draft!;
    const isOurs = outcome.kind === 'saved' || draft.sent.includes(outcome.current.text);
    sheet.saved = outcome.current;
    if (isOurs) {
      this.around.announce(question, outcome.current);
    }
    if (draft.text === outcome.current.text) {
      this.settle(question, sheet);
    } else if (isOurs) {
      const isNew = draft.text !== text;
      sheet.draft = { text: draft.text, basedOn: outcome.current.revision, sent: [] };
      this.around.drafts.put(question, sheet.draft);
      this.send(question, isNew ? DEBOUNCE : 0);
    } else {
      sheet.other = outcome.current;
    }
  }

  /** The server's version is what counts. */
  private settle(question: string, sheet: Sheet): void {
    clearTimeout(sheet.timer);
    sheet.draft = null;
    sheet.other = null;
    this.around.drafts.remove(question);
  }

  private sheet(question: string): Sheet {
    let sheet = this.sheets.get(question);
    if (!sheet) {
      sheet = {
        saved: NONE,
        draft: null,
        other: null,
        sending: false,
        tries: 0,
        failure: null,
        why: null,
        timer: undefined,
        shown: { text: '', status: 'empty', other: null, why: null },
      };
      this.sheets.set(question, sheet);
    }
    return sheet;
  }

  private changed(question: string, sheet: Sheet): void {
    const next: Shown = {
      text: sheet.draft?.text ?? sheet.saved.text,
      status: statusOf(sheet),
      other: sheet.other?.text ?? null,
      why: sheet.why,
    };
    const { shown } = this.sheet(question);
    if ((Object.keys(next) as (keyof Shown)[]).some((key) => next[key] !== shown[key])) {
      sheet.shown = next;
      this.listeners.forEach((listener) => listener());
    }
  }
}

function statusOf({ draft, other, failure, tries, saved }: Sheet): Status {
  if (!draft) {
    return saved.text ? 'saved' : 'empty';
  }
  return failure ?? (other ? 'conflict' : tries > 0 ? 'waiting' : 'saving');
}
