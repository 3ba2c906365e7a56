/**
 * Takes a verifier's log apart, line by line. The forms are those of kernel/bpf/log.c, verifier.c and disasm.c, as 5.10 to 7.3 print
 * them: instructions with states after `;` (5.18 and on) or on a line of their own (before), source lines with a place since 6.9.
 */

/** As the log says it: a file's name without folders and a line since 6.9; the text alone before, then `line` is 0. */
export interface LoggedSource {
  readonly text: string;
  readonly file: string;
  readonly line: number;
}

export type RawKind = 'source' | 'instruction' | 'branch' | 'state' | 'note' | 'report' | 'summary' | 'other';

export interface RawLine {
  readonly text: string;
  readonly kind: RawKind;
  /** Of an instruction, or of the one that a state or a branch comes before. */
  readonly index?: number;
  /** The instruction, disassembled: `r1 = *(u32 *)(r0 +24)`. */
  readonly code?: string;
  /** States of registers: `R0=ctx() R10=fp0`. */
  readonly state?: string;
  /** Of a line of the source, or printed after an instruction. */
  readonly source?: LoggedSource;
  /** Of a branch: the instruction that it comes from. */
  readonly origin?: number;
}

/** Longer lines are kept, but only so much of them is looked at. The kernel's longest hold the states of 8 frames. */
const longestRead = 8192;

/** One entry for each line; a line feed at the end begins no further one. */
export function readLogLines(log: string): readonly RawLine[] {
  const lines = log.split('\n');
  if (lines.at(-1) === '') lines.pop();
  let inReport = false;
  return lines.map((text) => {
    const line = readLine(text.length > longestRead ? text.slice(0, longestRead) : text);
    if (line.text.startsWith('Verification failed: ')) inReport = true;
    else if (line.kind === 'summary') inReport = false;
    // Nothing but the summary follows the report, and what the kernel adds without indentation (7.3, of references).
    if (inReport) return { text, kind: isReported(text) ? 'report' : 'other' };
    return line.text === text ? line : { ...line, text };
  });
}

const isReported = (text: string): boolean =>
  text === '' ||
  text.startsWith('  ') ||
  /^(?:Verification failed: |(?:Reason|At|Active lock|Causal path|Suggestion):$)/.test(text);

function readLine(text: string): RawLine {
  const first = text.charCodeAt(0);
  // 0 to 9.
  if (first >= 48 && first <= 57) return numberedLine(text);
  if (text.startsWith('; ') || text === ';') return { text, kind: 'source', source: sourceOf(text) };
  if (/^from \d/.test(text)) return branchLine(text);
  if (isState.test(text)) return { text, kind: 'state', state: text.trimStart() };
  if (isSummary.test(text)) return { text, kind: 'summary' };
  if (text.startsWith('cur state:') || text.startsWith('old state:')) return { text, kind: 'state' };
  return { text, kind: text.trim() === '' || isNote.test(text) ? 'note' : 'other' };
}

const states = String.raw`(?:frame\d+: ?)?(?:R\d+\w*=|fp-?\d|refs=|cb\b|async_cb\b)`;
const isState = new RegExp(`^ ?${states}`);
const isStateAfterSemicolon = new RegExp(`^ ?(?:${states}|$)`);
const isSummary = /^(?:processed \d+ insns|verification time |stack depth |insns processed )/;

/** How the verifier goes about its work, and what it says of programs that it takes. */
const isNote =
  /^(?:last_idx |regs=|parent |mark_precise|propagating|caller:|callee:|returning from callee:|to caller at |Func#\d+ |Validating |Unrecognized arg#|reg type unsupported for arg#|arg#\d+ (?:type is not a struct|reference type)|Live regs before insn:|Live insns |func#\d+ |subprog |hit |-- END PROG LOAD LOG|-- BEGIN PROG LOAD LOG|\S+ is safe|stack=|frame\d+: regs=)/;

function numberedLine(text: string): RawLine {
  const colon = text.indexOf(':');
  const index = Number(text.slice(0, colon));
  if (colon < 0 || !Number.isSafeInteger(index)) return { text, kind: 'other' };
  const rest = text.slice(colon + 1).trimStart();
  if (/^\([0-9a-f]{2}\) /.test(rest)) return { text, kind: 'instruction', index, ...instruction(rest.slice(5)) };
  // What libbpf writes over an instruction that it could not relocate.
  if (rest.startsWith('<')) return { text, kind: 'instruction', index, code: rest };
  if (isState.test(rest)) return { text, kind: 'state', index, state: rest };
  return { text, kind: 'note' };
}

type Parts = Pick<RawLine, 'code' | 'state' | 'source'>;

function instruction(rest: string): Parts {
  const semicolon = rest.indexOf(';');
  const before = semicolon < 0 ? rest : rest.slice(0, semicolon);
  // Newer kernels go on behind a jump with the state of where it goes: `if r1 s> 0x64 goto pc+4 17: R10=fp0`.
  const jump = /^(.*?goto pc[+-]\d+)(?: +(?:from \d+ to )?(\d+): *(\S.*))?/.exec(before);
  const code = (jump?.[1] ?? before).trimEnd();
  const after = semicolon < 0 ? undefined : rest.slice(semicolon + 1);
  if (after !== undefined && !isStateAfterSemicolon.test(after)) return { code, source: sourceOf(`;${after}`) };
  const state = jump?.[3] ?? after?.trim();
  return state ? { code, state } : { code };
}

const place = /^(.*?) ?@ ([^@:]*):(\d{1,9})$/;

function sourceOf(text: string): LoggedSource {
  const found = place.exec(text.slice(1).trimStart());
  if (!found) return { text: text.slice(1).trim(), file: '', line: 0 };
  return { text: (found[1] ?? '').trim(), file: found[2] ?? '', line: Number(found[3]) };
}

function branchLine(text: string): RawLine {
  const found = /^from (\d{1,9}) to (\d{1,9})(?: \([a-z ]*\))?: ?(.*)$/.exec(text);
  if (!found) return { text, kind: 'other' };
  const state = found[3] ?? '';
  return {
    text,
    kind: 'branch',
    origin: Number(found[1]),
    index: Number(found[2]),
    ...(isState.test(state) && { state }),
  };
}

/** So many lines from the end can hold the refusal: it stands behind the last instruction. */
const mostLooked = 64;

/** The lines, oldest first, that say what was refused: those behind the last instruction that are of no other kind. */
export function refusalLines(lines: readonly RawLine[]): readonly RawLine[] {
  const found: RawLine[] = [];
  for (let at = lines.length - 1, looked = 0; at >= 0 && looked < mostLooked; at--) {
    const line = lines[at];
    if (!line || line.kind === 'report') continue;
    if (line.kind === 'instruction') break;
    looked++;
    if (line.kind === 'other') found.unshift(line);
  }
  return found;
}
