/** What it needs of the disk. Each throws as the disk does. */
export interface Folders {
  exists(path: string): boolean;
  /** One folder, in one that exists. */
  make(path: string): void;
  /** The folder above; of the highest one itself. */
  above(path: string): string;
}

/**
 * Makes a folder with every one above it that is missing, one after the other. `mkdir` with `recursive` does it at once,
 * but in Node 24 it asks for ever where no folder can be made in one that exists, as in /proc, and no signal is heard
 * meanwhile. Another process may make them at the same time.
 */
export function makeFolders(folder: string, disk: Folders): void {
  if (disk.exists(folder)) return;
  const above = disk.above(folder);
  if (above !== folder) makeFolders(above, disk);
  try {
    disk.make(folder);
  } catch (error) {
    if (!disk.exists(folder)) throw error;
  }
}
