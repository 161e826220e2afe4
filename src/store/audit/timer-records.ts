import type { TimerRecords } from '../../usecases/ports/records/timer-records.ts';
import type { Session } from '../database/session.ts';

export function timerRecords(session: Session): TimerRecords {
  return {
    async claim(name, holder, forMs) {
      const now = await session.now();
      // An end beyond any claim's is a clock's error, and holds nobody up. Who asked for the time a little later than this
      // one, and wrote first, has an end beyond this one's.
      const latest = now + 2 * forMs;
      const isHeld = (until: number) => now < until && until <= latest;
      const row = await session.db.selectFrom('timers').selectAll().where('name', '=', name).executeTakeFirst();
      if (row !== undefined && row.holder !== holder && isHeld(row.until)) return false;
      const until = now + forMs;
      // Who took it meanwhile has it: the select before only spares those who wait a write.
      const written = await session.db
        .insertInto('timers')
        .values({ name, holder, until })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet({ holder, until })
            .where((eb) =>
              eb.or([eb('timers.holder', '=', holder), eb('timers.until', '<=', now), eb('timers.until', '>', latest)]),
            ),
        )
        .returning('name')
        .execute();
      return written.length > 0;
    },

    async renew(names, holder, forMs) {
      if (names.length === 0) return [];
      const now = await session.now();
      const rows = await session.db
        .updateTable('timers')
        .set({ until: now + forMs })
        .where('holder', '=', holder)
        .where('name', 'in', names)
        .returning('name')
        .execute();
      return rows.map((row) => row.name);
    },

    async release(holder, name) {
      await session.db
        .deleteFrom('timers')
        .where('holder', '=', holder)
        .$if(name !== undefined, (query) => query.where('name', '=', name ?? ''))
        .execute();
    },
  };
}
