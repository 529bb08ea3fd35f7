import {
  Answers,
  type Answer,
  type Draft,
  type DraftStore,
  type Outcome,
} from '../src/attempt/answers.js';

/** What the network does to a request. */
export type Network = 'fine' | 'down' | 'answers get lost';

/** The storage of a browser: one store for each tab, and those of dead tabs for whoever asks. */
export class Machine {
  readonly kept = new Map<string, { tab: number; question: string; draft: Draft }>();
  readonly alive = new Set<number>();

  store(tab: number): DraftStore {
    const key = (question: string) => `${tab}.${question}`;
    return {
      put: (question, draft) => void this.kept.set(key(question), { tab, question, draft }),
      remove: (question) => void this.kept.delete(key(question)),
      adopt: async () => {
        const adopted = new Map<string, Draft>();
        for (const [from, { tab: owner, question, draft }] of [...this.kept]) {
          if (!this.alive.has(owner) && !adopted.has(question)) {
            adopted.set(question, draft);
            this.kept.delete(from);
            this.kept.set(key(question), { tab, question, draft });
          }
        }
        return adopted;
      },
    };
  }

  texts(): string[] {
    return [...this.kept.values()].map(({ draft }) => draft.text);
  }
}

/** The server's side of saving, by the same rule, and a network before it. */
export class World {
  readonly machine = new Machine();
  readonly answers: Record<string, Answer> = {};
  /** Every text that the server ever acknowledged or wrote. */
  readonly history: string[] = [];
  network: Network = 'fine';
  isOver = false;
  requests = 0;
  private readonly tabs = new Map<number, Answers>();
  private nextTab = 1;

  /** Opens the attempt in a new tab. */
  async open(): Promise<Answers> {
    const id = this.nextTab++;
    this.machine.alive.add(id);
    const answers = new Answers({
      drafts: this.machine.store(id),
      save: (question, text, basedOn) => this.save(question, text, basedOn),
      announce: (question, answer) =>
        [...this.tabs].forEach(([other, tab]) => other !== id && tab.receive(question, answer)),
    });
    this.tabs.set(id, answers);
    await answers.load({ ...this.answers });
    return answers;
  }

  /** Ends a tab as a crash does. */
  crash(answers: Answers): void {
    const [id] = [...this.tabs].find(([, tab]) => tab === answers)!;
    answers.close();
    this.tabs.delete(id);
    this.machine.alive.delete(id);
  }

  private async save(question: string, text: string, basedOn: number): Promise<Outcome> {
    this.requests++;
    const network = this.network;
    await Promise.resolve();
    if (network === 'down') throw new TypeError('Failed to fetch');
    const outcome = this.decide(question, text, basedOn);
    if (network === 'answers get lost') throw new TypeError('Failed to fetch');
    return outcome;
  }

  private decide(question: string, text: string, basedOn: number): Outcome {
    if (this.isOver) return { kind: 'over' };
    const current = this.answers[question] ?? { text: '', revision: 0 };
    if (current.text !== text && current.revision !== basedOn) return { kind: 'conflict', current };
    if (current.text !== text) {
      this.answers[question] = { text, revision: basedOn + 1 };
      this.history.push(text);
    }
    return { kind: 'saved', current: this.answers[question] ?? current };
  }
}
