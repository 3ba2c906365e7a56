/** From the arguments of the process to a command, and to its exit status. */
import { join } from 'node:path';
import { version } from '../package.json';
import { readArguments } from './arguments';
import type { Command } from './command';
import { commands, nearestCommand } from './commands';
import { Exit, failed, wrongUsage, type Complaint } from './exit';
import { commandHelp, overview } from './help';
import type { Terminal } from './terminal';

/** Never rejects. `installation` is the folder that holds kernels/, docs/ and dist/. */
export async function run(
  args: readonly string[],
  terminal: Terminal,
  installation = join(__dirname, '..'),
): Promise<number> {
  const result = await attempt(args, terminal, installation);
  if (typeof result === 'number') return result;
  terminal.complain(result);
  return result.status;
}

async function attempt(
  [name, ...rest]: readonly string[],
  terminal: Terminal,
  installation: string,
): Promise<number | Complaint> {
  if (name === undefined) return wrongUsage('Which command?', 'See: bpf-tracepoints --help');
  if (name === '--version' || name === '-V') return print(terminal, `bpf-tracepoints ${version}\n`);
  const wanted = name === 'help' || name === '--help' || name === '-h' ? rest[0] : name;
  const summaries = commands.map(({ name: word, summary }) => [word, summary] as const);
  if (wanted === undefined) return print(terminal, overview(summaries));
  const entry = commands.find((one) => one.name === wanted);
  if (entry === undefined) return unknown(wanted);
  const command = await entry.load();
  if (wanted !== name) return print(terminal, commandHelp(command));
  return execute(command, rest, terminal, installation);
}

async function execute(
  command: Command,
  args: readonly string[],
  terminal: Terminal,
  installation: string,
): Promise<number | Complaint> {
  const given = readArguments(command, args);
  if (!given.ok) return given.error;
  if (given.value.flag('help')) return print(terminal, commandHelp(command));
  try {
    return await command.run(given.value, { terminal, installation, version });
  } catch (error) {
    return failed(
      `Something went wrong here: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  }
}

async function unknown(name: string): Promise<Complaint> {
  const near = await nearestCommand(name);
  const meant = near === undefined ? '' : ` Did you mean ${near}?`;
  return wrongUsage(`There is no command ${JSON.stringify(name)}.${meant}`, 'See: bpf-tracepoints --help');
}

function print(terminal: Terminal, text: string): number {
  terminal.out(text);
  return Exit.ok;
}
