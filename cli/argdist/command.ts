/** `hist` and `count` are one command: they differ in what a specifier without an option is for. */
import { writeFileSync } from 'node:fs';
import type { SpecifierKind } from '../../core/argdist/specifier';
import { errorText } from '../../machine/failure';
import type { ReachableTarget } from '../../machine/target';
import type { Arguments } from '../arguments';
import type { Command, Context, Synopsis } from '../command';
import { printable } from '../colour';
import { Exit, failed, type Complaint } from '../exit';
import { objectOfText } from '../session/compile';
import { load } from '../session/load';
import { machineAccess, machineOf } from '../targets/captures';
import { namedMachine } from '../targets/machine';
import { openKernel } from '../targets/open';
import { THIS_MACHINE } from '../targets/parse';
import { printOutputs } from './outputs';
import { programFor, type CountingProgram } from './program';
import { argdistOptions, readRequest, type ArgdistRequest } from './request';

export function argdistCommand(
  kind: SpecifierKind,
  synopsis: Pick<Synopsis, 'usage' | 'description' | 'examples'>,
): Command {
  return {
    ...synopsis,
    takes: [0, Infinity],
    options: argdistOptions,
    async run(given, context) {
      const request = readRequest(given, kind);
      if (!request.ok) return request.error;
      const isSource = given.flag('source');
      const machine = isSource ? undefined : namedMachine(given.text('target') ?? THIS_MACHINE, context);
      if (machine && !machine.ok) return orSource(machine.error);
      const kernel = await openKernel(machine ? withMachine(given, machine.value) : given, context, { btf: true });
      if (!kernel.ok) return kernel.error;
      const program = programFor(request.value, kernel.value);
      if (!program.ok) return program.error;
      const kept = keepSource(given.text('keep-source'), program.value.text);
      if (kept !== undefined) return kept;
      if (machine === undefined) {
        context.terminal.out(printable(program.value.text));
        return Exit.ok;
      }
      return count(machine.value, { request: request.value, program: program.value }, given, context);
    },
  };
}

/** What does not need a machine to run on. */
const orSource = (complaint: Complaint): Complaint => ({
  ...complaint,
  advice:
    `${complaint.advice ?? ''} Only --source, which prints the program and loads nothing, takes any target.`.trim(),
});

/** The records are those of the machine that counts, never those of a file or a shipped kernel with its name. */
const withMachine = (given: Arguments, machine: ReachableTarget): Arguments =>
  given.with('target', machine.kind === 'local' ? THIS_MACHINE : `ssh:${machine.host}`);

function keepSource(file: string | undefined, text: string): Complaint | undefined {
  if (file === undefined) return undefined;
  try {
    writeFileSync(file, text);
    return undefined;
  } catch (error) {
    return failed(`${file} cannot be written: ${errorText(error)}.`);
  }
}

interface Work {
  readonly request: ArgdistRequest;
  readonly program: CountingProgram;
}

async function count(
  target: ReachableTarget,
  { request, program }: Work,
  given: Arguments,
  context: Context,
): Promise<number | Complaint> {
  const access = await machineAccess(given, context);
  const machine = await machineOf(target, access);
  if (!machine.ok) return machine.error;
  const name = 'counting.bpf.c';
  const compilation = { target, machine: machine.value, clang: given.text('clang') };
  const object = objectOfText(name, program.text, compilation, access, context);
  const session = await load({ target, object, name, source: undefined, log: undefined }, access, context, {});
  if (!session.ok) return session.error;
  context.terminal.note(`counting on ${target.name} (${session.value.hello?.kernel ?? 'unknown kernel'})`);
  const made = await object;
  const bytes = made.ok ? made.value : Buffer.alloc(0);
  return printOutputs(session.value, { ...program, object: bytes }, request, context.terminal);
}
