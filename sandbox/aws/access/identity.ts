import { createHash } from 'node:crypto';
import type { RoleSeed } from '../seed/model.ts';
import type { World } from '../world.ts';
import type { Statement } from './policy.ts';

/** Who signed a request. */
export interface Identity {
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
  readonly secretAccessKey: string;
  readonly policy: readonly Statement[];
  /** What the session policy leaves of it; absent = there was none. */
  readonly sessionPolicy?: readonly Statement[];
  /** Set for temporary credentials. */
  readonly session?: Session;
}

interface Session {
  readonly role: string;
  readonly name: string;
  readonly token: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  readonly sourceIdentity?: string;
  /** The session policy as it was sent. */
  readonly policyText?: string;
}

/** A session that AssumeRole grants; everything is validated. */
export interface Grant {
  readonly account: string;
  readonly role: RoleSeed;
  readonly sessionName: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  readonly sourceIdentity?: string;
  readonly policy?: { readonly text: string; readonly statements: readonly Statement[] };
}

export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** `length` characters of A-Z and 2-7, the same for the same words. */
function base32Id(words: string, length: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bytes = createHash('sha256').update(words).digest();
  return Array.from({ length }, (_, index) => alphabet[(bytes[index % bytes.length] ?? 0) % 32]).join('');
}

function userIdentities(world: World): Map<string, Identity> {
  const found = new Map<string, Identity>();
  for (const account of world.accounts.values()) {
    for (const user of account.users) {
      found.set(user.accessKeyId, {
        account: account.id,
        arn: `arn:aws:iam::${account.id}:user/${user.name}`,
        userId: `AIDA${base32Id(`${account.id}/${user.name}`, 17)}`,
        secretAccessKey: user.secretAccessKey,
        policy: user.policy,
      });
    }
  }
  return found;
}

/** The access keys that the local AWS knows: its users', and those that AssumeRole has given out. */
export class Identities {
  readonly #users: ReadonlyMap<string, Identity>;
  readonly #sessions = new Map<string, Identity>();
  readonly #world: World;
  #issued = 0;

  constructor(world: World) {
    this.#world = world;
    this.#users = userIdentities(world);
  }

  /** A session has the policy that its role has now, as in IAM: a change holds at once. */
  find(accessKeyId: string): Identity | undefined {
    const session = this.#sessions.get(accessKeyId);
    if (!session) return this.#users.get(accessKeyId);
    const role = this.#world.account(session.account).roles.get(session.session?.role ?? '');
    return { ...session, policy: role?.policy ?? [] };
  }

  /** Temporary credentials of a role in its own account. */
  issue({ account, role, sessionName, expiresAt, sourceIdentity, policy }: Grant): SessionCredentials {
    this.#issued += 1;
    const words = `${account}/${role.name}/${sessionName}/${this.#issued}`;
    const token = createHash('sha512').update(`token/${words}`).digest('base64');
    const credentials = {
      accessKeyId: `ASIA${base32Id(`key/${words}`, 16)}`,
      secretAccessKey: createHash('sha256').update(`secret/${words}`).digest('base64').slice(0, 40),
      sessionToken: token,
      expiresAt,
    };
    const extra = { ...(sourceIdentity && { sourceIdentity }), ...(policy && { policyText: policy.text }) };
    this.#sessions.set(credentials.accessKeyId, {
      account,
      arn: `arn:aws:sts::${account}:assumed-role/${role.name}/${sessionName}`,
      userId: `${roleId(account, role.name)}:${sessionName}`,
      secretAccessKey: credentials.secretAccessKey,
      policy: role.policy,
      ...(policy && { sessionPolicy: policy.statements }),
      session: { role: role.name, name: sessionName, token, expiresAt, ...extra },
    });
    return credentials;
  }

  /** Makes every temporary credential given out so far expire now. */
  expireSessions(now: number): void {
    for (const [id, identity] of this.#sessions) {
      if (identity.session) this.#sessions.set(id, { ...identity, session: { ...identity.session, expiresAt: now } });
    }
  }
}

export function roleId(account: string, role: string): string {
  return `AROA${base32Id(`${account}/${role}`, 17)}`;
}
