/** Finds and kills processes that the tested VS Code started; never others. */
import { readdirSync, readFileSync } from 'node:fs';

/** Process ids whose command line holds `text`, among the descendants of `ancestor`, or anywhere if it is undefined. */
export function processesWith(text: string, ancestor?: number): number[] {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return processes.filter(
    (pid) => commandLine(pid).includes(text) && (ancestor === undefined || ancestors(pid).includes(ancestor)),
  );
}

/** With a blank between the arguments; '' where it has ended. */
export function commandLine(pid: number): string {
  return readProc(pid, 'cmdline').replaceAll('\0', ' ');
}

/** Parents of a process, nearest first. Field 4 of /proc/PID/stat, counted behind the name in parentheses (proc(5)). */
function ancestors(pid: number): number[] {
  const found: number[] = [];
  for (let current = pid; current > 1 && found.length < 100;) {
    const stat = readProc(current, 'stat');
    current = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
    found.push(current);
  }
  return found;
}

function readProc(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return ''; // It ended meanwhile.
  }
}
