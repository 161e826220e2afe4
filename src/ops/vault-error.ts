export type VaultErrorCode =
  /** Neither GLUEWARDEN_KEY nor a place for a file. */
  | 'no-key'
  /** Not base64, or too short. */
  | 'bad-key'
  /** Others than its owner may read the file. */
  | 'key-file-open'
  | 'key-file-unreadable'
  | 'key-file-not-made'
  /** A stored text, its context or the key was changed. */
  | 'damaged';

/** Whatever goes wrong with the keys. The message is a sentence for the operator and says what to do. */
export class VaultError extends Error {
  readonly code: VaultErrorCode;

  constructor(code: VaultErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'VaultError';
    this.code = code;
  }
}
