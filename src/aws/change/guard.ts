interface Placed<Step extends string> {
  readonly name: string;
  readonly step: Step;
  readonly priority: 'low';
}

type Middleware = <Args extends object, Output>(
  next: (args: Args) => Promise<Output>,
) => (args: Args) => Promise<Output>;

/** What is needed of the SDK's commands: each has a middleware stack of its own. */
interface Stacked {
  readonly middlewareStack: {
    add(middleware: Middleware, options: Placed<'build'>): void;
    add(middleware: Middleware, options: Placed<'deserialize'>): void;
  };
}

/** Adds a last check to a command: what it refuses does not leave. */
export type Guard = <C extends Stacked>(command: C) => C;
