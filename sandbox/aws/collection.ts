/**
 * Named things of one kind in one account and region, in order of creation, as they go over the wire.
 * JSON of items and of whole pages is kept, so that reading the same pages again costs no CPU.
 */
export class Collection<T extends object> {
  readonly #items = new Map<string, T>();
  readonly #before = new Map<string, T | undefined>();
  readonly #pages = new Map<string, Buffer>();
  #list: readonly T[] | undefined;

  constructor(items: Iterable<readonly [string, T]> = []) {
    for (const [name, item] of items) this.#items.set(name, item);
  }

  get size(): number {
    return this.#items.size;
  }

  get(name: string): T | undefined {
    return this.#items.get(name);
  }

  /** Creates or replaces. Items are never changed in place: the pages kept would not notice. */
  put(name: string, item: T): void {
    this.#before.set(name, this.#items.get(name));
    this.#items.set(name, item);
    this.#forget();
  }

  delete(name: string): boolean {
    this.#before.set(name, this.#items.get(name));
    this.#forget();
    return this.#items.delete(name);
  }

  names(): string[] {
    return [...this.#items.keys()];
  }

  entries(): IterableIterator<[string, T]> {
    return this.#items.entries();
  }

  /** The item as it was before its last change; undefined: it was not there. For reads that come too early. */
  before(name: string): T | undefined {
    return this.#before.has(name) ? this.#before.get(name) : this.#items.get(name);
  }

  list(): readonly T[] {
    this.#list ??= [...this.#items.values()];
    return this.#list;
  }

  /** The body kept under `key` since the last change, made when there is none. */
  kept(key: string, make: () => Buffer): Buffer {
    const found = this.#pages.get(key);
    if (found) return found;
    const made = make();
    this.#pages.set(key, made);
    return made;
  }

  #forget(): void {
    this.#pages.clear();
    this.#list = undefined;
  }
}
