/** A key as the sandbox keeps it: what DescribeKey says, and who besides its account may see it. */
export interface Key {
  readonly metadata: KeyMetadata;
  /** Accounts whose identities the key policy lets see it, besides the key's own. */
  readonly visibleTo: readonly string[];
  /** The key policy as JSON; absent = one made of the account and `visibleTo`. */
  readonly policy?: string;
}

/** KMS's KeyMetadata on the wire (service model 2014-11-01): instants in seconds since the epoch. */
interface KeyMetadata {
  readonly AWSAccountId: string;
  readonly KeyId: string;
  readonly Arn: string;
  readonly CreationDate: number;
  readonly Enabled: boolean;
  readonly Description: string;
  readonly KeyUsage: string;
  readonly KeyState: string;
  readonly DeletionDate?: number;
  readonly Origin: string;
  readonly KeyManager: string;
  readonly CustomerMasterKeySpec: string;
  readonly KeySpec: string;
  readonly EncryptionAlgorithms?: readonly string[];
  readonly SigningAlgorithms?: readonly string[];
  readonly MultiRegion: boolean;
}

export interface Alias {
  /** With the prefix: "alias/data". */
  readonly AliasName: string;
  readonly AliasArn: string;
  readonly TargetKeyId: string;
  readonly CreationDate: number;
  readonly LastUpdatedDate: number;
}
