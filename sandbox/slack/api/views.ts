import { isObject, type Json, parseJson } from '../json.ts';
import { viewComplaints } from '../limits/view-limits.ts';
import type { View } from '../model.ts';
import { type Method, type MethodContext, MethodError, optional, required } from './method.ts';

/** Source: views.open's documentation (`view_too_large`). */
const MAX_BYTES = 250_000;

/** views.open, views.push, views.update and views.publish. They need no scope. */
export const viewMethods: Record<string, Method> = {
  'views.open': { run: (context) => openOrPush(context, 'open') },
  'views.push': { run: (context) => openOrPush(context, 'push') },
  'views.update': { run: update },
  'views.publish': { run: publish },
};

function openOrPush(context: MethodContext, how: 'open' | 'push'): Json {
  const { world, args } = context;
  const trigger = required(args, 'trigger_id');
  const view = readView(args);
  const exchanged = world.triggers.exchange(trigger);
  if ('error' in exchanged) {
    world.recordProblem('trigger_id', `views.${how}: ${exchanged.error}`, { title: view.title });
    throw new MethodError(exchanged.error);
  }
  return answer(world.views[how](exchanged.user, view));
}

function update(context: MethodContext): Json {
  const { world, args } = context;
  const viewId = optional(args, 'view_id');
  const externalId = optional(args, 'external_id');
  if (viewId === undefined && externalId === undefined) required(args, 'view_id');
  const view = readView(args);
  const found = world.views.find({
    ...(viewId === undefined ? {} : { viewId }),
    ...(externalId === undefined ? {} : { externalId }),
  });
  if (found === undefined) throw new MethodError('not_found');
  const hash = optional(args, 'hash');
  if (hash !== undefined && hash !== found.view.hash) throw new MethodError('hash_conflict');
  return answer(world.views.update(found.user, found.view, view));
}

/** Source: views.publish's documentation (`not_enabled`, `hash_conflict`). */
function publish(context: MethodContext): Json {
  const { world, args } = context;
  const userId = required(args, 'user_id');
  const view = readView(args, 'home');
  if (world.people().every(({ id }) => id !== userId))
    throw new MethodError('invalid_arguments', { response_metadata: { messages: ['invalid `user_id`'] } });
  if (world.app.homeTab === false) throw new MethodError('not_enabled');
  return answer(world.views.publish(userId, view, optional(args, 'hash')));
}

function answer(view: View | { error: string }): Json {
  if ('error' in view) throw new MethodError(view.error);
  return { ok: true, view: structuredClone(view) };
}

function readView(args: Json, surface: 'modal' | 'home' = 'modal'): Json {
  const view = typeof args.view === 'string' ? parseJson(args.view) : args.view;
  const complaints = viewComplaints(view, surface);
  if (!isObject(view) || complaints.list.length > 0) {
    throw new MethodError('invalid_arguments', { response_metadata: { messages: complaints.messages() } });
  }
  if (JSON.stringify(view).length > MAX_BYTES) throw new MethodError('view_too_large');
  return view;
}
