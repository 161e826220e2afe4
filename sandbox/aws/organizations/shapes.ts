export const accountStates = ['PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE', 'CLOSED'] as const;
export type AccountState = (typeof accountStates)[number];

/** An account of the organization. Its contents, where the sandbox has some, are among the seed's accounts. */
export interface OrganizationAccount {
  /** Twelve digits. */
  readonly id: string;
  readonly name: string;
  readonly state: AccountState;
  /** Id of the root or the unit that it is in. */
  readonly parent: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface OrganizationalUnit {
  /** `ou-`, the root's id without `r-`, and 8 to 32 letters or digits: "ou-abcd-11111111". */
  readonly id: string;
  readonly name: string;
  /** Id of the root or of another unit. */
  readonly parent: string;
}

export interface OrganizationSeed {
  /** "o-exampleorgid". */
  readonly id: string;
  readonly managementAccount: string;
  /** Members that may read the organization as the management account may, for whatever service. */
  readonly delegatedAdministrators: readonly string[];
  /** "r-abcd". */
  readonly root: string;
  readonly units: readonly OrganizationalUnit[];
  /** In the order in which they are listed. */
  readonly accounts: readonly OrganizationAccount[];
}
