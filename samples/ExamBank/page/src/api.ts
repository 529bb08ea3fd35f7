import type { Session } from '@tidelock/browser';
import type { Answer, Outcome } from './attempt/answers.js';

export interface ExamSummary {
  id: string;
  title: string;
  summary: string;
  minutes: number;
  questions: number;
  points: number;
}

export interface Question {
  id: string;
  text: string;
  points: number;
  /** Null where the answer is written. */
  options: string[] | null;
}

export interface AttemptSummary {
  id: number;
  examId: string;
  startedAt: string;
  isOver: boolean;
  secondsLeft: number;
}

export interface Attempt {
  id: number;
  exam: { id: string; title: string; minutes: number; questions: Question[] };
  answers: Record<string, Answer>;
  isOver: boolean;
  secondsLeft: number;
}

export interface Result {
  id: number;
  examId: string;
  title: string;
  points: number;
  maxPoints: number;
  answers: {
    id: string;
    question: string;
    given: string | null;
    right: string | null;
    points: number;
    maxPoints: number;
    explanation: string;
  }[];
}

/** A refusal of the API; `name` is the last part of the problem's type. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly name: string,
    readonly current: Answer | null,
    detail: string,
  ) {
    super(detail);
  }
}

/** A request that takes longer has failed; milliseconds. */
const PATIENCE = 10_000;

/** The calls of the site's API, made with the session's access token. */
export function apiOf(session: Session) {
  async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await session.fetch(`/api${path}`, {
      method,
      signal: AbortSignal.timeout(PATIENCE),
      ...(body !== undefined && {
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    if (!answer.ok) {
      const problem = await answer.json().catch(() => ({}));
      const name = String(problem.type ?? '').replace(/^.*\//, '');
      const why = problem.detail ?? problem.title ?? `The server answered ${answer.status}.`;
      throw new Refused(answer.status, name, problem.current ?? null, why);
    }
    return (await answer.json()) as T;
  }

  return {
    exams: () => ask<ExamSummary[]>('GET', '/exams'),
    attempts: () => ask<AttemptSummary[]>('GET', '/attempts'),
    start: (examId: string) => ask<AttemptSummary>('POST', `/exams/${examId}/attempts`),
    attempt: (id: number) => ask<Attempt>('GET', `/attempts/${id}`),
    handIn: (id: number) => ask<AttemptSummary>('POST', `/attempts/${id}/hand-in`),
    result: (id: number) => ask<Result>('GET', `/attempts/${id}/result`),

    /** Rejects when trying again may help. */
    async save(id: number, question: string, text: string, basedOn: number): Promise<Outcome> {
      try {
        const path = `/attempts/${id}/answers/${encodeURIComponent(question)}`;
        return { kind: 'saved', current: await ask<Answer>('PUT', path, { text, basedOn }) };
      } catch (problem) {
        if (!(problem instanceof Refused)) {
          throw problem;
        }
        if (problem.name === 'another-revision' && problem.current) {
          return { kind: 'conflict', current: problem.current };
        }
        if (problem.name === 'attempt-over') {
          return { kind: 'over' };
        }
        if (problem.status === 400 || problem.status === 404 || problem.status === 413) {
          return { kind: 'refused', why: problem.message };
        }
        throw problem;
      }
    },
  };
}

export type Api = ReturnType<typeof apiOf>;
