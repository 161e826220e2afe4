/** Behaviour of the local AWS that a test may change while it runs. */
export interface Settings {
  /** How long after its creation Glue refuses to use a security configuration, in milliseconds. */
  configurationDelayMs: number;
  /** How many security configurations an account may have in a Region. */
  mostConfigurations: number;
  /** [inferred] How many characters of session policy and tags make a packed size of 100 percent. */
  packedPolicyCharacters: number;
  /** How long an updated trigger is in State UPDATING, in milliseconds. */
  triggerUpdatingMs: number;
  /** A crawler that runs is refused as InvalidInputException, in words alone. */
  crawlerRefusedInWords: boolean;
  /** [inferred] UpdateJob takes ProfileName and AutoUpgradeMetadata away, which it cannot be sent. */
  updateDropsProfile: boolean;
  /** [inferred] How long a run that was started takes, in milliseconds. */
  runMs: number;
  /** How long after its UpdateJob a job runs by itself, in milliseconds; 0: nothing runs by itself. */
  runAfterUpdateMs: number;
  /** Simulations answer one result for each action and resource, as they did before they became one for each action. */
  simulatePerResource: boolean;
  /** Organizations lists accounts with State, which came in 2025. */
  accountState: boolean;
  /** And with Status, which was to be retired on 9 September 2026 (API reference, Account). */
  accountStatus: boolean;
}

export function usualSettings(): Settings {
  return {
    configurationDelayMs: 0,
    mostConfigurations: 250,
    packedPolicyCharacters: 2048,
    triggerUpdatingMs: 0,
    crawlerRefusedInWords: false,
    updateDropsProfile: false,
    runMs: 60_000,
    runAfterUpdateMs: 0,
    simulatePerResource: false,
    accountState: true,
    accountStatus: false,
  };
}

/** Changes settings from another process's JSON; a TypeError says what is wrong, and nothing is changed. */
export function changeSettings(settings: Settings, from: Readonly<Record<string, unknown>>): Settings {
  for (const [name, value] of Object.entries(from)) {
    const usual: unknown = Object.hasOwn(settings, name) ? Reflect.get(settings, name) : undefined;
    if (usual === undefined) throw new TypeError(`unknown setting ${name}`);
    if (typeof value !== typeof usual) throw new TypeError(`${name} must be a ${typeof usual}`);
    if (typeof value === 'number' && !(value >= 0)) throw new TypeError(`${name} must be 0 or more`);
  }
  return Object.assign(settings, from);
}
