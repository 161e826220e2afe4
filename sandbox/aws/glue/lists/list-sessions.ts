import type { Call } from '../../operation.ts';
import { listPage } from '../../paging.ts';
import type { Session } from '../shapes.ts';

function ids(sessions: readonly Session[]): object {
  return { Ids: sessions.map((session) => session.Id) };
}

/** Pages of interactive sessions. The sandbox's sessions have no tags: a filter by tags finds none. */
export function listSessions(call: Call): Buffer {
  const { sessions } = call.world.region(call.identity.account, call.region);
  const byTags = Object.keys(call.input.Tags ?? {}).length > 0;
  const spec = { member: 'Sessions', max: 1000, served: 100, usual: 100, extra: ids };
  return listPage(call, spec, sessions, byTags ? [] : undefined);
}
