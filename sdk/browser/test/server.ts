const LIFE = 900;
const REFRESH_AT = 675;

/** The name of the nth session that a server begins. */
export const sessionId = (n: number): string => `ses_A${String(n).padStart(20, '0')}A`;

interface Row {
  id: string;
  user: string;
  newest: number;
  confirmed: number;
  answeredAt: number;
  bound: boolean;
  createdAt: number;
  idleExpiresAt: number;
  ended?: string;
}

/** What a request met: an answer, or silence. */
export type Trouble =
  'none' | 'lost-request' | 'lost-answer' | 'hangs' | 'error' | 'portal' | 'busy';

/** The cookie of one browser. */
export interface Jar {
  cookie?: { session: string; generation: number };
}

/**
 * The server's side of the refresh protocol for unbound sessions, as
 * docs/reference/refresh-protocol.md has it: enough of it to tell a client that keeps to the rules
 * from one that does not.
 */
export class Server {
  readonly sessions = new Map<string, Row>();
  /** Every request that arrived, such as `/auth/refresh`. */
  readonly arrived: string[] = [];
  rotations = 0;
  /** The key of each proof that came with a refresh. */
  readonly keys: string[] = [];
  /** How long a session lasts, and how long without anybody there; milliseconds. */
  life = 30 * 86_400_000;
  idleLife = 20 * 86_400_000;
  /** What clients told, beside a confirmation. */
  readonly told: object[] = [];
  private made = 0;

  constructor(private readonly now: () => number) {}

  count = (path: string): number => this.arrived.filter((name) => name === path).length;

  end(session: string, reason: string): void {
    this.sessions.get(session)!.ended ??= reason;
  }

  /** Answers; `jar` is the cookie that the request brings and that the answer may change. */
  handle(
    path: string,
    headers: Headers,
    body: any,
    cookie: Jar['cookie'],
  ): { response: Response; set?: Jar['cookie'] | null } {
    this.arrived.push(path);
    switch (path) {
      case '/auth/login':
        return this.login(body, cookie, headers.get('DPoP'));
      case '/auth/refresh':
        return this.refresh(headers, body?.idleFor ?? 0, cookie);
      case '/auth/logout':
        return this.logout(headers.get('X-Tidelock-Session'), cookie);
      case '/client-events':
        if (Object.keys(body).length) {
          this.told.push(body);
        }
        return this.confirm(headers);
      default:
        return { response: problem(404, 'not-found') };
    }
  }

  private login({ username, password }: any, cookie: Jar['cookie'], proof: string | null) {
    if (password !== 'right') {
      return { response: problem(401, 'invalid-credentials') };
    }
    const id = sessionId(++this.made);
    const row = {
      id,
      user: username,
      newest: 0,
      confirmed: -1,
      answeredAt: this.now(),
      bound: !!proof,
      createdAt: this.now(),
      idleExpiresAt: this.now() + Math.min(this.idleLife, this.life),
    };
    this.sessions.set(id, row);
    const before = cookie && this.sessions.get(cookie.session);
    if (before) {
      before.ended ??= 'replaced_by_sign_in';
    }
    return this.grant(row);
  }

  private refresh(headers: Headers, idleFor: number, cookie: Jar['cookie']) {
    const [named, proof] = [headers.get('X-Tidelock-Session'), headers.get('DPoP')];
    const row = cookie && this.sessions.get(cookie.session);
    if (!row) {
      return { response: problem(401, 'sign-in-required', { reason: 'invalid_token' }) };
    }
    if (named && !/^ses_[A-D][\w-]{20}[AQgw]$/.test(named)) {
      return { response: problem(400, 'validation') };
    }
    if (named && named !== row.id) {
      return { response: problem(409, 'session-mismatch') };
    }
    row.ended ??= this.overdue(row);
    if (row.ended) {
      return { response: problem(401, 'sign-in-required', { reason: row.ended }) };
    }
    if (proof) {
      this.keys.push(
        JSON.parse(atob(proof.split('.')[0]!.replace(/-/g, '+').replace(/_/g, '/'))).jwk.x,
      );
    } else if (row.bound) {
      return { response: problem(401, 'sign-in-required', { reason: 'held' }) };
    }
    const { generation } = cookie!;
    if (generation === row.newest) {
      row.newest++;
      this.rotations++;
    } else if (generation !== row.newest - 1 || row.confirmed === row.newest) {
      if (this.now() - row.answeredAt <= 60_000) {
        return { response: problem(409, 'superseded', {}, { 'Retry-After': '1' }) };
      }
      row.ended = 'refresh_token_reuse';
      return { response: problem(401, 'sign-in-required', { reason: row.ended }) };
    }
    row.answeredAt = this.now();
    const idle = this.now() - idleFor * 1000 + this.idleLife;
    row.idleExpiresAt = Math.min(Math.max(row.idleExpiresAt, idle), row.createdAt + this.life);
    return this.grant(row);
  }

  private overdue(row: Row): string | undefined {
    return this.now() >= row.createdAt + this.life
      ? 'expired'
      : this.now() >= row.idleExpiresAt
        ? 'idle_expired'
        : undefined;
  }

  private logout(named: string | null, cookie: Jar['cookie']) {
    const row = cookie && this.sessions.get(cookie.session);
    if (row && named && named !== row.id) {
      return { response: problem(409, 'session-mismatch') };
    }
    if (row) {
      row.ended ??= 'signed_out';
    }
    return { response: new Response(null, { status: 204 }), set: null };
  }

  private confirm(headers: Headers) {
    const { sid, gen } = claimsOf(headers.get('Authorization')!.slice('Bearer '.length));
    const row = this.sessions.get(sid)!;
    row.confirmed = Math.max(row.confirmed, gen);
    return { response: new Response(null, { status: 204 }) };
  }

  /** Whether an API takes the token. */
  accepts(authorization: string | null): boolean {
    const claims = authorization && claimsOf(authorization.slice('Bearer '.length));
    return !!claims && claims.exp > this.now() / 1000;
  }

  private grant(row: Row) {
    const now = Math.floor(this.now() / 1000);
    const claims = { sub: row.user, sid: row.id, gen: row.newest, iat: now, exp: now + LIFE };
    const body = {
      accessToken: `head.${btoa(JSON.stringify(claims))}.sign`,
      tokenType: 'Bearer',
      expiresIn: LIFE,
      refreshAt: REFRESH_AT,
      session: {
        id: row.id,
        createdAt: new Date(row.createdAt).toISOString(),
        expiresAt: new Date(row.createdAt + this.life).toISOString(),
        idleExpiresAt: new Date(row.idleExpiresAt).toISOString(),
        remembered: false,
        bound: row.bound,
        channel: 'cookie',
      },
    };
    return { response: Response.json(body), set: { session: row.id, generation: row.newest } };
  }
}

export function claimsOf(token: string): any {
  return JSON.parse(atob(token.split('.')[1]!));
}

function problem(
  status: number,
  name: string,
  more: object = {},
  headers: Record<string, string> = {},
): Response {
  return Response.json({ type: `/problems/${name}`, status, ...more }, { status, headers });
}
