import { z } from 'zod';
import type { ProcessRecords, ProcessRow } from '../../usecases/ports/scan-records.ts';
import { given, parseRow } from '../database/rows.ts';
import type { Session } from '../database/session.ts';

const processRow = z
  .object({
    id: z.string(),
    host: z.string(),
    pid: z.number(),
    started_at: z.number(),
    heartbeat_at: z.number(),
    machine: z.string().nullable(),
    version: z.string().nullable(),
    configuration: z.string().nullable(),
  })
  .transform(
    (row): ProcessRow => ({
      id: row.id,
      host: row.host,
      pid: row.pid,
      startedAt: row.started_at,
      heartbeatAt: row.heartbeat_at,
      ...given('machine', row.machine),
      ...given('version', row.version),
      ...given('configuration', row.configuration),
    }),
  );

export function processRecords(session: Session): ProcessRecords {
  return {
    async beat({ id, host, pid, startedAt, heartbeatAt, machine = null, version = null, configuration = null }) {
      const said = { machine, version, configuration };
      await session.db
        .insertInto('processes')
        .values({ id, host, pid, started_at: startedAt, heartbeat_at: heartbeatAt, ...said })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ heartbeat_at: heartbeatAt }))
        .execute();
    },

    async all() {
      const rows = await session.db.selectFrom('processes').selectAll().orderBy('started_at').orderBy('id').execute();
      return rows.map((row) => parseRow('processes', processRow, row));
    },

    async remove(id, heartbeatAt) {
      const { numDeletedRows } = await session.db
        .deleteFrom('processes')
        .where('id', '=', id)
        .$if(heartbeatAt !== undefined, (query) => query.where('heartbeat_at', '=', heartbeatAt ?? 0))
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },

    async unknownHolders(before) {
      const known = session.db.selectFrom('processes').select('id');
      const ofSlots = session.db
        .selectFrom('slots')
        .select('process_id')
        .where('state', '=', 'claimed')
        .where('claimed_at', '<', before)
        .where('process_id', 'not in', known);
      const rows = await session.db
        .selectFrom('scans')
        .select('process_id')
        .where('state', '=', 'running')
        .where('started_at', '<', before)
        .where('process_id', 'not in', known)
        .union(ofSlots)
        .orderBy('process_id')
        .execute();
      return rows.map((row) => row.process_id);
    },
  };
}
