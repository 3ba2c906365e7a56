/** Reads `initializationOptions` and `didChangeConfiguration`, whatever they turn out to be. */
import type { ServerSettings, ServerTarget } from '../core/messages';

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

function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
