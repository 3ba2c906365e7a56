/** One fix: a source with a cursor, the fix that is chosen there, and the source that it leaves. */
import { program, type Options } from './support';

export interface FixCase {
  readonly what: string;
  /** With a `|` for the cursor. */
  readonly source: string;
  readonly title: string;
  readonly expected: string;
  readonly options?: Options;
  /** Asked of a real kernel in test/target: it refuses the source or does not attach it, and takes the result; or it takes the result. */
  readonly judge?: 'kernel' | 'loads';
}

export interface Change {
  readonly headers: string;
  readonly section?: string;
  readonly parameter: string;
  readonly before?: string;
  readonly body: string;
  readonly after: string;
  readonly afterHeaders?: string;
  readonly afterBefore?: string;
  readonly afterParameter?: string;
}

export const change = ({
  headers,
  section,
  parameter,
  before,
  body,
  after,
  afterHeaders,
  afterBefore,
  afterParameter,
}: Change): Pick<FixCase, 'source' | 'expected'> => {
  const rest = { ...(section !== undefined && { section }) };
  const old = before ?? '';
  return {
    source: headers + program({ ...rest, parameter, before: old, body }),
    expected:
      (afterHeaders ?? headers) +
      program({ ...rest, parameter: afterParameter ?? parameter, before: afterBefore ?? old, body: after }),
  };
};
