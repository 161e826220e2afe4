import type { DeliveryFault, Scope } from '../faults.ts';
import { asString, type Json } from '../json.ts';
import type { SlackFaults } from '../sandbox.ts';

const DELIVERY: readonly DeliveryFault[] = [
  'twice',
  'stale_timestamp',
  'future_timestamp',
  'bad_signature',
  'foreign_team',
];

/**
 * Switches a fault from outside the process: `{ "fault": "outage", "kind": "reset", "methods": […], "count": 2 }`.
 * Over HTTP a fault ends by its count or by `{ "fault": "clear" }`.
 */
export function switchFault(faults: SlackFaults, args: Json): void {
  const scope = scopeOf(args);
  const fault = asString(args.fault) ?? '';
  const delivery = DELIVERY.find((name) => name === fault);
  if (delivery !== undefined) return void faults.delivery(delivery, scope.count ?? 1);
  switch (fault) {
    case 'outage':
      return void faults.outage(outageKind(args.kind), scope);
    case 'rate_limit':
      return void faults.rateLimit(typeof args.retryAfter === 'number' ? args.retryAfter : 1, scope);
    case 'real_rate':
      return void faults.realRate(args.on !== false);
    case 'lost_reply':
      return void faults.loseReply(scope);
    case 'refuse':
      return void faults.refuse(asString(args.error) ?? 'internal_error', scope);
    case 'refresh_sockets':
      return void faults.refreshSockets(typeof args.warningMs === 'number' ? args.warningMs : undefined);
    case 'drop_sockets':
      return void faults.dropSockets();
    case 'clear':
      return void faults.clear();
    default:
      throw new Error(`There is no fault "${fault}".`);
  }
}

function outageKind(kind: unknown): 'status' | 'reset' | 'hang' {
  return kind === 'reset' || kind === 'hang' ? kind : 'status';
}

function scopeOf(args: Json): Scope {
  return {
    ...(Array.isArray(args.methods) ? { methods: args.methods.map(String) } : {}),
    ...(typeof args.count === 'number' ? { count: args.count } : {}),
  };
}
