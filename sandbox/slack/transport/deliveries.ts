import type { Faults } from '../faults.ts';
import { asObject, copy, type Json } from '../json.ts';
import type { Delivered } from '../model.ts';
import type { World } from '../world.ts';
import { SignedHttp } from './signed-http.ts';
import type { Sockets } from './sockets.ts';

/** The envelope types of Socket Mode. */
export type DeliveryType = 'slash_commands' | 'interactive' | 'events_api';

/** Brings payloads to the app the way it asked for, with the faults that are switched on. */
export class Deliveries {
  readonly #world: World;
  readonly #faults: Faults;
  readonly #sockets: Sockets;
  readonly #ackTimeoutMs: number;

  constructor(world: World, faults: Faults, sockets: Sockets, ackTimeoutMs: number) {
    this.#world = world;
    this.#faults = faults;
    this.#sockets = sockets;
    this.#ackTimeoutMs = ackTimeoutMs;
  }

  async deliver(type: DeliveryType, payload: Json): Promise<Delivered> {
    const sent = this.#faults.takeDelivery('foreign_team') ? fromElsewhere(payload) : copy(payload);
    const first = this.#send(type, sent);
    if (this.#faults.takeDelivery('twice')) await this.#send(type, copy(sent), type === 'events_api' ? 1 : 0);
    return first;
  }

  #send(type: DeliveryType, payload: Json, retry = 0): Promise<Delivered> {
    const { delivery } = this.#world.app;
    if (delivery.mode === 'socket') return this.#sockets.deliver(type, payload, retry);
    const http = new SignedHttp(this.#world, this.#faults, delivery.requestUrl, this.#ackTimeoutMs);
    return http.deliver(type, payload, retry);
  }
}

/** The same payload as somebody of another workspace would send it. */
function fromElsewhere(payload: Json): Json {
  const changed = copy(payload);
  if ('team_id' in changed) return { ...changed, team_id: 'TFOREIGN', team_domain: 'foreign' };
  return {
    ...changed,
    team: { id: 'TFOREIGN', domain: 'foreign' },
    user: { ...asObject(changed.user), team_id: 'TFOREIGN' },
  };
}
