import { type ReplicasDependencies, readReplicas } from './replicas.ts';

/** How many bot processes the database knows to be alive, this one included. */
export async function countLiveProcesses(dependencies: ReplicasDependencies): Promise<number> {
  return (await readReplicas(dependencies)).length;
}
