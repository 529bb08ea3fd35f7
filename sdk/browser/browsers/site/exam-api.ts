import { createPublicKey, verify, type KeyObject } from 'node:crypto';

interface Claims {
  sid: string;
  sub: string;
  exp: number;
}

/**
 * The API of an application: it takes an access token that the server has signed, that has not
 * expired, and that belongs to the session that signed in last. A test may tell it to refuse
 * everything.
 */
export class ExamApi {
  /** Statuses of all answers since the last `forget`. */
  answers: number[] = [];
  refusesAll = false;
  /** The session of the newest sign-in. */
  newest: string | undefined;
  private keys: Map<string, KeyObject> | undefined;

  /** @param loadKeys gives the server's key set. */
  constructor(
    private readonly loadKeys: () => Promise<{ keys: (JsonWebKey & { kid: string })[] }>,
  ) {}

  async answer(authorization: string | undefined): Promise<number> {
    const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
    const claims = token ? await this.claimsOf(token) : undefined;
    const isGood = claims && claims.exp * 1000 > Date.now() && claims.sid === this.newest;
    const status = isGood && !this.refusesAll ? 200 : 401;
    this.answers.push(status);
    return status;
  }

  forget(): void {
    this.answers = [];
    this.refusesAll = false;
  }

  private async claimsOf(token: string): Promise<Claims | undefined> {
    const [header, body, signature] = token.split('.');
    const { kid } = JSON.parse(Buffer.from(header!, 'base64url').toString());
    if (!this.keys?.has(kid)) {
      const { keys } = await this.loadKeys();
      this.keys = new Map(
        keys.map((key) => [key.kid, createPublicKey({ key: key as never, format: 'jwk' })]),
      );
    }
    const key = this.keys.get(kid);
    const isSigned =
      key &&
      verify(
        'sha256',
        Buffer.from(`${header}.${body}`),
        { key, dsaEncoding: 'ieee-p1363' },
        Buffer.from(signature!, 'base64url'),
      );
    return isSigned ? JSON.parse(Buffer.from(body!, 'base64url').toString()) : undefined;
  }
}
