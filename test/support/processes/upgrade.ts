import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { assumePolicy, makeUser } from '../../../sandbox/aws/seed/identities.ts';
import type { Seed } from '../../../sandbox/aws/seed/model.ts';
import { demoWorkspace, type Message } from '../../../sandbox/slack/server.ts';
import { type Bot, createWorld, type World } from './bot.ts';
import { writeConfig } from './run.ts';
import { shiftedBy } from './shift-clock.ts';

const folder = new URL('../../fixtures/version-0.1.0-90da5c6/', import.meta.url);

const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');

const about: { readonly savedAt: number; readonly key: string } = JSON.parse(read('fixture.json'));

/** GLUEWARDEN_KEY of the version that left the database. */
export const oldKey = about.key;

/** The messages that it had posted, oldest first. */
export const oldMessages: readonly Message[] = JSON.parse(read('messages.json'));

/** Makes a database as that version left it. */
export function loadOldDatabase(path: string): void {
  const database = new DatabaseSync(path);
  database.exec(read('database.sql'));
  database.close();
}

export type Row = Readonly<Record<string, unknown>>;

/** Reads a database beside whoever works with it. */
export function rowsOf(path: string, sql: string): readonly Row[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

/** Columns that every later version keeps, with their words. */
export const oldFindings = `select id, rule, account, account_name, region, kind, name, reason, detail, exposure,
  references_json, incomplete_json, first_seen_at, last_seen_at, resolved_at, fixed_at from findings order by id`;

/** Seeds are kept without users: what looks like an access key is made here. */
function oldAws(): Seed {
  const seed: Seed = JSON.parse(read('aws.json'));
  const withUser = seed.accounts.map((account) =>
    account.id === seed.home ? { ...account, users: [makeUser(seed.home, 'gluewarden', assumePolicy)] } : account,
  );
  return { ...seed, accounts: withUser };
}

export interface OldWorld extends World {
  readonly database: string;
  /** Starts today's bot, with its clock shifted as far as that of this world. */
  start(): Promise<Bot>;
}

/** The world that the old version left, ten minutes later, whatever today is: the bot is not started yet. */
export async function createOldWorld(): Promise<OldWorld> {
  const shiftMs = about.savedAt + 10 * 60_000 - Date.now();
  const now = () => Date.now() + shiftMs;
  const slack = { messages: oldMessages, workspace: demoWorkspace(), now };
  const world = await createWorld({ aws: { seed: oldAws(), now }, slack });
  writeConfig(world.folder, read('gluewarden.yaml'));
  const database = world.databaseUrl.slice('sqlite:'.length);
  loadOldDatabase(database);
  return { ...world, database, start: () => world.start({ GLUEWARDEN_KEY: oldKey, ...shiftedBy(shiftMs) }) };
}
