import { readdirSync, readFileSync } from 'node:fs';

interface Running {
  id: number;
  parent: number;
}

/** Ends these processes and all that they started, at once. */
export function killTrees(roots: number[]): void {
  const all = running();
  const doomed = new Set(roots);
  for (let before = -1; before < doomed.size;) {
    before = doomed.size;
    all.filter(({ parent }) => doomed.has(parent)).forEach(({ id }) => doomed.add(id));
  }
  for (const id of doomed) {
    try {
      process.kill(id, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

function running(): Running[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        return [{ id: Number(name), parent }];
      } catch {
        return [];
      }
    });
}
