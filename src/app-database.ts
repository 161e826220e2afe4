import { awsNetwork, type Environment, type NetworkSettings } from './app-network.ts';
import { systemClock } from './ops/system-clock.ts';
import type { SignIn } from './usecases/ports/records/sign-in.ts';
import type { Log } from './usecases/ports/runtime.ts';

/** Signs in to a database with the bot's own identity. Nothing of AWS is loaded before a database asks for it. */
export function createSignIn(env: Environment, log: Log, settings: NetworkSettings): SignIn {
  let made: Promise<SignIn> | undefined;
  async function make(): Promise<SignIn> {
    const { createDatabaseSignIn } = await import('./aws/database-sign-in.ts');
    return createDatabaseSignIn({ clock: systemClock, log, env, ...awsNetwork(settings) });
  }
  return async (as) => {
    made ??= make();
    return (await made)(as);
  };
}
