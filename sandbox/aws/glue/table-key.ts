/** What a table is kept under, with its column statistics settings. */
export function tableKey(database: string, table: string): string {
  return `${database}.${table}`;
}
