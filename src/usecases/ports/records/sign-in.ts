/** Which database, and as whom. */
export interface SignInAs {
  readonly host: string;
  readonly port: number;
  readonly user: string;
}

/**
 * Makes what a database takes as the password of one new connection, from the bot's own identity. It is a secret.
 * @throws {SignInError}
 */
export type SignIn = (as: SignInAs) => Promise<string>;

/** Nothing could be made. The message is a sentence without its full stop, for the operator, and holds no secret. */
export class SignInError extends Error {
  readonly code: 'no-region' | 'no-credentials';

  constructor(code: SignInError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SignInError';
    this.code = code;
  }
}
