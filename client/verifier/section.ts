/** The text that says where a program is attached: its section. Pure: offsets in the source. */

export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Of the section's macro, `SEC("tp/sched/sched_switch")`. `program` begins there where the language server knows it; else it is
 * looked for before the function's name. Without either the function's name; without that the file's beginning.
 */
export function sectionRange(text: string, name: string, program: number | undefined): Span {
  const start = program ?? sectionBefore(text, name);
  if (start !== undefined) {
    const macro = /^\??\w+\s*\([^()\n]*\)/.exec(text.slice(start, start + 500))?.[0];
    return { start, end: start + (macro ?? lineAt(text, start)).length };
  }
  const at = nameAt(text, name);
  return at === undefined ? { start: 0, end: lineAt(text, 0).length } : { start: at, end: at + name.length };
}

function sectionBefore(text: string, name: string): number | undefined {
  const at = nameAt(text, name);
  const before = at === undefined ? -1 : text.lastIndexOf('SEC(', at);
  // A body between the two: that section is of another function.
  return at === undefined || before < 0 || /[{}]/.test(text.slice(before, at)) ? undefined : before;
}

/** Names of programs are identifiers; what is none is in no source. */
function nameAt(text: string, name: string): number | undefined {
  if (!/^\w+$/.test(name)) return undefined;
  return new RegExp(`\\b${name}\\b(?=\\s*[(,])`).exec(text)?.index;
}

const lineAt = (text: string, start: number): string => /^[^\n]*/.exec(text.slice(start))?.[0].trimEnd() ?? '';
