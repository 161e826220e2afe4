import type { KmsConnection } from '../access/clients.ts';
import { readAll } from '../read/paging.ts';
import { fields, text } from '../read/parse.ts';

export interface OwnKey {
  readonly arn: string;
  /** `alias/data`. */
  readonly alias?: string;
}

export interface Alias {
  readonly arn: string;
  readonly name: string;
  readonly keyId: string;
}

/** Pages of the keys and aliases: the default of ListKeys (KMS API reference). */
export const keysPerPage = 100;

/** Every alias of the account in the region that has a key. @throws {CloudError} or whatever the SDK throws */
export async function listAliases({ sdk, client }: KmsConnection, signal?: AbortSignal): Promise<readonly Alias[]> {
  const aliases = await readAll(
    {
      call: 'ListAliases',
      async readPage(token) {
        const input = { Limit: keysPerPage, ...(token !== undefined && { Marker: token }) };
        const page = await client.send(new sdk.ListAliasesCommand(input), signal && { abortSignal: signal });
        return { items: page.Aliases, nextToken: page.Truncated ? page.NextMarker : undefined };
      },
      parse(item) {
        const { AliasArn, AliasName, TargetKeyId } = fields(item);
        const [arn, name] = [text(AliasArn), text(AliasName)];
        // AWS's own aliases are there before their keys are: they have no target then.
        return arn === undefined || name === undefined ? undefined : { arn, name, keyId: text(TargetKeyId) ?? '' };
      },
      identity: ({ arn }) => arn,
    },
    signal,
  );
  return aliases.filter(({ keyId }) => keyId !== '');
}

/** The ARN of every key of the account in the region. @throws {CloudError} or whatever the SDK throws */
export function listKeys({ sdk, client }: KmsConnection, signal?: AbortSignal): Promise<readonly string[]> {
  return readAll(
    {
      call: 'ListKeys',
      async readPage(token) {
        const input = { Limit: keysPerPage, ...(token !== undefined && { Marker: token }) };
        const page = await client.send(new sdk.ListKeysCommand(input), signal && { abortSignal: signal });
        return { items: page.Keys, nextToken: page.Truncated ? page.NextMarker : undefined };
      },
      parse: (item) => text(fields(item).KeyArn),
      identity: (arn) => arn,
    },
    signal,
  );
}

/**
 * The keys that a person may choose: one entry for each alias, then the keys without one. Keys that AWS manages for
 * its services (`alias/aws/…`) cannot be chosen: their policies let nobody else use them.
 */
export function ownKeys(aliases: readonly Alias[], keyArns: readonly string[]): readonly OwnKey[] {
  const arnOf = ({ arn, keyId }: Alias): string => arn.replace(/:alias\/.*$/s, `:key/${keyId}`);
  const known = new Set(aliases.map(arnOf));
  const own = aliases.filter(({ name }) => !name.startsWith('alias/aws/'));
  return [
    ...own.map((alias) => ({ arn: arnOf(alias), alias: alias.name })).toSorted((a, b) => (a.alias < b.alias ? -1 : 1)),
    ...keyArns
      .filter((arn) => !known.has(arn))
      .toSorted()
      .map((arn) => ({ arn })),
  ];
}
