/** `workspace/executeCommand`: the commands that any editor or script can call. Shapes: docs/server.md. */
import { generateHandler, generateProgram, type ProgramOptions } from '../../core/generate/program';
import { generateStruct } from '../../core/generate/struct';
import { globMatcher } from '../../core/formats/glob';
import { describeTracepoint } from '../../core/formats/describe';
import type { Tracepoint } from '../../core/formats/types';
import type { TracepointSummary } from '../../core/messages';
import { failure, success, type Result } from '../../core/result';
import type { Kernel } from '../../machine/disk/kernels';
import { compareKernels } from './comparison';
import { findTracepoint } from './find-tracepoint';
import { generateFromPlan, listValues } from './plans';
import { readSpecifier } from './specifiers';

/** The error is a sentence for `InvalidParams`. */
export type CommandResult = Result<unknown, string>;

/** `others` opens the further kernels that are known. */
type Command = (
  kernel: Kernel,
  argument: Readonly<Record<string, unknown>>,
  others: () => readonly Kernel[],
) => CommandResult;

export const commands: Readonly<Record<string, Command>> = {
  'bpfTracepoints.listTracepoints': listTracepoints,
  'bpfTracepoints.compareTracepoint': compareKernels,
  'bpfTracepoints.describeTracepoint': (kernel, argument) =>
    withTracepoint(kernel, argument, (tracepoint) => success(describeTracepoint(tracepoint))),
  'bpfTracepoints.generateStruct': (kernel, argument) =>
    withTracepoint(kernel, argument, (tracepoint) => {
      const structName = optionalString(argument, 'structName');
      return structName.ok ? generateStruct(tracepoint, structName.value, kernel.name) : structName;
    }),
  'bpfTracepoints.generateProgram': (kernel, argument) =>
    withNames(kernel, argument, (tracepoint, names) =>
      generateProgram(tracepoint, { ...names, readEveryField: argument['readEveryField'] === true }),
    ),
  'bpfTracepoints.generateHandler': (kernel, argument) => withNames(kernel, argument, generateHandler),
  'bpfTracepoints.generateFromPlan': generateFromPlan,
  'bpfTracepoints.listValues': listValues,
  'bpfTracepoints.readSpecifier': readSpecifier,
};

function listTracepoints(kernel: Kernel, argument: Readonly<Record<string, unknown>>): CommandResult {
  const pattern = optionalString(argument, 'pattern');
  if (!pattern.ok) return pattern;
  const matches = globMatcher(pattern.value ?? '*');
  const withFields = argument['fieldNames'] === true;
  const list = kernel.index.names
    .filter((name) => matches(name))
    .map((name) => kernel.index.get(name))
    .filter((tracepoint) => tracepoint !== undefined)
    .map(({ name, fields, recordSize, attachable }): TracepointSummary => ({
      name,
      fields: fields.length,
      recordSize,
      ...(!attachable && { attachable }),
      ...(withFields && { fieldNames: fields.map((field) => field.name) }),
    }));
  return success(list);
}

/** Generates with the names that the argument gives to struct and function. */
function withNames(
  kernel: Kernel,
  argument: Readonly<Record<string, unknown>>,
  generate: (tracepoint: Tracepoint, options: ProgramOptions) => CommandResult,
): CommandResult {
  return withTracepoint(kernel, argument, (tracepoint) => {
    const structName = optionalString(argument, 'structName');
    if (!structName.ok) return structName;
    const functionName = optionalString(argument, 'functionName');
    if (!functionName.ok) return functionName;
    return generate(tracepoint, {
      kernel: kernel.name,
      ...(structName.value !== undefined && { structName: structName.value }),
      ...(functionName.value !== undefined && { functionName: functionName.value }),
    });
  });
}

function withTracepoint(
  kernel: Kernel,
  argument: Readonly<Record<string, unknown>>,
  answer: (tracepoint: Tracepoint) => CommandResult,
): CommandResult {
  const tracepoint = findTracepoint(kernel, argument['name']);
  return tracepoint.ok ? answer(tracepoint.value) : tracepoint;
}

function optionalString(argument: Readonly<Record<string, unknown>>, key: string): Result<string | undefined, string> {
  const value = argument[key];
  if (value === undefined || value === null || typeof value === 'string') return success(value ?? undefined);
  return failure(`“${key}” must be a string.`);
}
