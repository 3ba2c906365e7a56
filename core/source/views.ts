/** The bodies in which a file's programs use their contexts, each with the program whose record is meant. */
import type { ContextBody, ContextType, Program, SourceModel } from './types';

export interface View {
  readonly program: Program;
  readonly body: ContextBody;
  /** Set where the body is a helper's: other programs may reach it too. */
  readonly helper?: string;
}

/** Programs first, then helpers, each of these once for each program that reaches it. */
export function views(model: SourceModel): View[] {
  return [
    ...model.programs.map((program): View => ({ program, body: program })),
    ...model.helpers.flatMap((helper) =>
      helper.programs.map((program): View => ({ program, body: helper, helper: helper.name })),
    ),
  ];
}

/** The view that a person at this offset has; in a helper that of the first program that reaches it. */
export function viewAt(model: SourceModel, offset: number): View | undefined {
  const holds = ({ body }: ContextBody): boolean => body !== undefined && body.start <= offset && offset <= body.end;
  const program = model.programs.find(holds);
  if (program) return { program, body: program };
  const helper = model.helpers.find(holds);
  const [first] = helper?.programs ?? [];
  return helper && first ? { program: first, body: helper, helper: helper.name } : undefined;
}

/** Of a body: its accesses with the parameter's or an alias's type, which decides what the member is. */
export function seenTypes({ context, accesses }: ContextBody): ContextType[] {
  const types = new Map<string, ContextType>();
  if (context) types.set(context.type, context);
  for (const { seenAs } of accesses) if (!types.has(seenAs.type)) types.set(seenAs.type, seenAs);
  return [...types.values()];
}
