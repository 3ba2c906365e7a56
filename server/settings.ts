/** Reads `initializationOptions` and `didChangeConfiguration`, whatever they turn out to be. */
import type { ServerSettings, ServerTarget } from '../core/messages';
import type { MacroPart, ProgramMacro } from '../core/source/program-macros';

/** What could be read, and a sentence for everything that could not. Accepts the settings bare or under `bpfTracepoints`. */
export function readSettings(value: unknown): { readonly settings: ServerSettings; readonly problems: string[] } {
  const problems: string[] = [];
  const outer = asObject(value) ?? {};
  const given = asObject(outer['bpfTracepoints']) ?? outer;
  const active = given['activeTarget'];
  if (active !== undefined && active !== null && typeof active !== 'string') {
    problems.push('activeTarget must be the name of a target.');
  }
  return {
    settings: {
      targets: readTargets(given['targets'], problems),
      inlayHints: given['inlayHints'] !== false,
      programMacros: readMacros(given['programMacros'], problems),
      ...(typeof active === 'string' && { activeTarget: active }),
    },
    problems,
  };
}

function readTargets(value: unknown, problems: string[]): ServerTarget[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    problems.push('targets must be a list.');
    return [];
  }
  return value.flatMap((entry: unknown, position) => {
    const target = asObject(entry);
    const { name, formats, btf } = target ?? {};
    if (typeof name === 'string' && name !== '' && typeof formats === 'string') {
      return [{ name, formats, ...(typeof btf === 'string' && { btf }) }];
    }
    problems.push(`targets[${position}] needs a name and formats, the path of a capture or tracefs root.`);
    return [];
  });
}

function readMacros(value: unknown, problems: string[]): ProgramMacro[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    problems.push('programMacros must be a list.');
    return [];
  }
  return value.flatMap((entry: unknown, position) => {
    const { macro, category, event, context } = asObject(entry) ?? {};
    const isName = typeof macro === 'string' && /^[A-Za-z_]\w*$/.test(macro);
    if (isName && isPart(category) && isPart(event) && (context === undefined || isPart(context))) {
      return [{ macro, category, event, ...(context !== undefined && { context }) }];
    }
    problems.push(
      `programMacros[${position}] needs macro (a name), category and event, and may have context: each the position of an argument from 1, or the text itself.`,
    );
    return [];
  });
}

function isPart(value: unknown): value is MacroPart {
  return typeof value === 'number' ? Number.isInteger(value) && value >= 1 && value <= 16 : typeof value === 'string';
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
