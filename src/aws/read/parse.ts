import type {
  EncryptionSetting,
  Job,
  NamedUser,
  SecurityConfiguration,
  Trigger,
  TriggerAction,
} from '../../domain/model.ts';

/**
 * Every answer of Glue is parsed here, from plain JSON. Nulls and wrong types count as absent. A parser gives
 * undefined only for an item without a usable name, which cannot be kept.
 */
export type Parse<T> = (item: unknown) => T | undefined;

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A JSON object's members; none for anything else. */
export function fields(value: unknown): Fields {
  return isObject(value) ? value : {};
}

/** A text that is not empty. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Glue's JSON gives instants in seconds since the epoch, with a fraction. */
function instant(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? Math.round(value * 1000) : undefined;
}

/**
 * Leaves out members that are undefined, as exactOptionalPropertyTypes asks. Copied and never deleted: V8 makes a slow
 * table of an object that loses a member, which cost a target of 20 jobs 30 µs and 20 kB.
 */
type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };
function present<T extends object>(members: T): Partial<Present<T>> {
  const kept: Partial<T> = {};
  for (const key in members) if (members[key] !== undefined) kept[key] = members[key];
  return kept as Partial<Present<T>>;
}

/** A mode that is there but empty or of a wrong type is kept apart from a block that is missing. */
function setting(value: unknown, modeMember: string): EncryptionSetting | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { [modeMember]: mode, KmsKeyArn } = fields(value);
  return present({ mode: typeof mode === 'string' ? mode : undefined, keyArn: text(KmsKeyArn) });
}

export const parseConfiguration: Parse<SecurityConfiguration> = (item) => {
  const { Name, CreatedTimeStamp, EncryptionConfiguration } = fields(item);
  const name = text(Name);
  if (name === undefined) return undefined;
  const encryption = fields(EncryptionConfiguration);
  return {
    name,
    s3: list(encryption.S3Encryption).flatMap((entry) => setting(entry, 'S3EncryptionMode') ?? []),
    ...present({
      createdAt: instant(CreatedTimeStamp),
      cloudWatch: setting(encryption.CloudWatchEncryption, 'CloudWatchEncryptionMode'),
      jobBookmarks: setting(encryption.JobBookmarksEncryption, 'JobBookmarksEncryptionMode'),
      dataQuality: setting(encryption.DataQualityEncryption, 'DataQualityEncryptionMode'),
    }),
  };
};

/** The only argument that leaves the parser: any other value may be a secret. Argument names are exact. */
function bookmark(args: unknown): string | undefined {
  return text(fields(args)['--job-bookmark-option']);
}

export const parseJob: Parse<Job> = (item) => {
  const { Name, SecurityConfiguration, Command, DefaultArguments, NonOverridableArguments } = fields(item);
  const name = text(Name);
  if (name === undefined) return undefined;
  return {
    name,
    ...present({
      securityConfiguration: text(SecurityConfiguration),
      command: text(fields(Command).Name),
      defaultBookmark: bookmark(DefaultArguments),
      fixedBookmark: bookmark(NonOverridableArguments),
    }),
  };
};

function parseAction(value: unknown): TriggerAction {
  const { JobName, CrawlerName, SecurityConfiguration, Arguments } = fields(value);
  return present({
    jobName: text(JobName),
    crawlerName: text(CrawlerName),
    securityConfiguration: text(SecurityConfiguration),
    bookmark: bookmark(Arguments),
  });
}

export const parseTrigger: Parse<Trigger> = (item) => {
  const { Name, Type, State, WorkflowName, Actions } = fields(item);
  const name = text(Name);
  if (name === undefined) return undefined;
  return {
    name,
    actions: list(Actions).map(parseAction),
    ...present({ type: text(Type), state: text(State), workflow: text(WorkflowName) }),
  };
};

function user(name: unknown, securityConfiguration: unknown): NamedUser | undefined {
  const known = text(name);
  if (known === undefined) return undefined;
  return { name: known, ...present({ securityConfiguration: text(securityConfiguration) }) };
}

export const parseCrawler: Parse<NamedUser> = (item) => {
  const { Name, CrawlerSecurityConfiguration } = fields(item);
  return user(Name, CrawlerSecurityConfiguration);
};

export const parseDevEndpoint: Parse<NamedUser> = (item) => {
  const { EndpointName, SecurityConfiguration } = fields(item);
  return user(EndpointName, SecurityConfiguration);
};

export const parseSession: Parse<NamedUser> = (item) => {
  const { Id, SecurityConfiguration } = fields(item);
  return user(Id, SecurityConfiguration);
};

/** A transform's name may be missing; its id never is. */
export const parseTransform: Parse<NamedUser> = (item) => {
  const { Name, TransformId, TransformEncryption } = fields(item);
  return user(text(Name) ?? TransformId, fields(TransformEncryption).TaskRunSecurityConfigurationName);
};
