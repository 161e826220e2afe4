import { Client } from 'pg';

type Callback = ((error: Error) => void) | ((error: null, client: Client) => void);

/**
 * Closes its connection when it was not let in. pg leaves that to the server, which does so when it refuses; where no
 * password could be made, it waits a minute for one, and counts the connection (authentication_timeout).
 */
export class EndingClient extends Client {
  override connect(): Promise<Client>;
  override connect(callback: Callback): void;
  override connect(callback?: Callback): Promise<Client> | undefined {
    const connected = super.connect().catch((error: unknown) => {
      void this.end().catch(() => undefined);
      throw error;
    });
    if (callback === undefined) return connected;
    const tell = (...what: readonly unknown[]) => Reflect.apply(callback, undefined, what);
    connected.then((client) => tell(null, client), tell);
    return undefined;
  }
}
