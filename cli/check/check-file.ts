/** Reads one source file as the language server does, and checks it. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isWarning } from '../../core/check/finding';
import { checkFleet, type FleetFinding } from '../../core/check/fleet';
import { failure, success, type Result } from '../../core/result';
import { quotedIncludes } from '../../core/source/includes';
import { linesOf, type Position } from '../../core/source/lines';
import { holdsTracepointProgram, isScannable, scanSource } from '../../core/source/scan';
import type { Range } from '../../core/source/types';
import { Headers } from '../../machine/disk/headers';
import { errorText } from '../../machine/failure';
import type { Opened } from '../targets/open';
import type { Place, Reported } from './report';

export interface CheckedFile {
  readonly findings: readonly Reported[];
  readonly holdsProgram: boolean;
}

/** Headers that the file includes with quotes are read, too. The error is a sentence. */
export function checkFile(file: string, { kernels, others }: Opened): Result<CheckedFile, string> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return failure(`${file} cannot be read: ${errorText(error)}.`);
  }
  if (!isScannable(text)) return failure(`${file} is no C source: it is too large, or binary.`);
  const headers = new Headers(() => undefined).of(quotedIncludes(text), pathToFileURL(resolve(file)).href);
  const model = scanSource(text, { headers: headers.declarations });
  if (!holdsTracepointProgram(model)) return success({ findings: [], holdsProgram: false });
  const position = linesOf(text);
  const found = checkFleet(model, kernels, others);
  return success({ findings: found.map((one) => reported(file, one, position)), holdsProgram: true });
}

function reported(file: string, { finding, targets }: FleetFinding, position: (offset: number) => Position): Reported {
  const { code, range, message, related = [] } = finding;
  const placeOf = ({ start, end }: Range): Place => ({ start: position(start), end: position(end) });
  return {
    file,
    ...placeOf(range),
    severity: isWarning(code) ? 'warning' : 'error',
    code,
    message,
    related: related.map((one) => ({ ...placeOf(one.range), message: one.message })),
    targets,
  };
}
