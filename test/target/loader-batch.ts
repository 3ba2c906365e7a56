/** Loads many objects one after another on the virtual machine, over one connection: a login costs an emulated machine seconds. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { sshConfigFile } from './bed';
import type { Message } from './loader-process';

/** Programs to load of an object; all that load by default if absent. */
export interface BatchObject {
  readonly bytes: Uint8Array;
  readonly only?: readonly string[];
}

/**
 * Standard input is, for each object, a line with the arguments of the loader's `load` after its size, the object's bytes, and
 * a line for the loader: `stop`. Prints what the loader says, then `over`; after both have ended, `end`.
 */
const remote = (loader: string): string => `
while read -r size rest; do
  [ -z "$rest" ] || rest=" $rest"
  { printf 'load %s\\n' "$size$rest"; head -c "$size"; read -r stop; echo "$stop"; } | { ${loader} serve; echo over; }
  echo end
done`;

/** What the loader (a path on the target) said of each object. Rejects if the connection ends before the last has its answer. */
export async function loadEach(loader: string, objects: readonly BatchObject[]): Promise<Message[][]> {
  const child = spawn('ssh', ['-F', sshConfigFile, '-o', 'BatchMode=yes', '--', 'vm-root', remote(loader)]);
  const errors: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  child.stdin.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answers: Message[][] = [];
  for (const { bytes, only } of objects) {
    child.stdin.write(`${bytes.length}${only ? ` only=${only.join(',')}` : ''}\n`);
    child.stdin.write(bytes);
    answers.push(await answerOf(lines, () => child.stdin.write('stop\n')));
  }
  child.stdin.end();
  if (!(await lines.next()).done) throw new Error('More answers than objects');
  return answers;

  async function answerOf(source: AsyncIterator<string>, stop: () => void): Promise<Message[]> {
    const messages: Message[] = [];
    for (let asked = false; ;) {
      const next = await source.next();
      if (next.done) throw new Error(`The connection ended after ${answers.length} objects: ${errors.join('')}`);
      if (next.value === 'end') return messages;
      const message = next.value === 'over' ? undefined : (JSON.parse(next.value) as Message);
      if (message) messages.push(message);
      if (!asked && (message === undefined || message.type === 'ready')) {
        asked = true;
        stop();
      }
    }
  }
}
