import { CloudError } from '../../domain/errors.ts';
import type { GlueConnection } from '../access/clients.ts';
import { readAll } from '../read/paging.ts';
import { fields, text } from '../read/parse.ts';

/** The largest MaxResults of GetTables (Glue API: CatalogGetterPageSize). */
const pageSize = 100;

/** The names of a database's tables, of the account's own catalog. @throws {CloudError} or whatever the SDK throws */
export function listTableNames(
  { sdk, client }: GlueConnection,
  database: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const call = 'GetTables';
  return readAll(
    {
      call,
      async readPage(token) {
        const command = new sdk.GetTablesCommand({
          DatabaseName: database,
          MaxResults: pageSize,
          // A table's columns can be many, and only its name is needed.
          AttributesToGet: ['NAME'],
          ...(token !== undefined && { NextToken: token }),
        });
        const { TableList: items, NextToken: nextToken } = fields(
          await client.send(command, signal && { abortSignal: signal }),
        );
        if (!Array.isArray(items)) throw new CloudError(call, 'MalformedResponse', 'The answer has no tables.');
        return { items, nextToken };
      },
      parse: (item) => text(fields(item).Name),
      identity: (name) => name,
    },
    signal,
  );
}
