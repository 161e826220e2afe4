import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import type { FindingRow, Log, NewOutgoing, NewScan, Store } from '../../src/usecases/ports.ts';

/** The suite of each kind of records runs over both. */
export const databases = ['file', 'memory'] as const;

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gluewarden-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function temporaryUrl(): string {
  return `sqlite:${join(temporaryFolder(), 'gluewarden.db')}`;
}

/** A store on a new database; closed when the test ends. */
export async function openTestStore(database: (typeof databases)[number]): Promise<Store> {
  return openAt(database === 'file' ? temporaryUrl() : 'sqlite::memory:');
}

export async function openAt(databaseUrl: string, log?: Log): Promise<Store> {
  const store = await openStore({ databaseUrl, ...(log && { log }) });
  onTestFinished(() => store.close());
  return store;
}

export function finding(id: string, changes: Partial<FindingRow> = {}): FindingRow {
  return {
    id,
    rule: 'Glue-005',
    account: '111111111111',
    region: 'eu-west-1',
    kind: 'configuration',
    name: `configuration of ${id}`,
    reason: 'disabled',
    exposure: 'exposed',
    references: [],
    firstSeenAt: 1_000,
    lastSeenAt: 1_000,
    ...changes,
  };
}

export function scan(id: string, changes: Partial<NewScan> = {}): NewScan {
  return { id, processId: 'p1', startedAt: 1_000, scope: 'everything', caughtUp: false, ...changes };
}

export function outgoing(id: string, changes: Partial<NewOutgoing> = {}): NewOutgoing {
  const message = { kind: 'problem', what: id, next: 'Nothing.', suggestions: [] } as const;
  return { id, channel: 'C1', message, createdAt: 1_000, ...changes };
}

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: object;
  readonly text: string;
}

export function recordingLog(): Log & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at = (level: LogLine['level']) => (fields: object, text: string) => {
    lines.push({ level, fields, text });
  };
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
