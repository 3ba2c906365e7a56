/** Reads the C declaration of one field of a format file: `char comm[16]`, `__data_loc char[] name`, `const char *const * argv`. */

export interface Declaration {
  readonly name: string;
  /** Of one element; spelled as `spellType` does. */
  readonly type: string;
  readonly location?: 'data_loc' | 'rel_loc';
  /** What stands between the brackets, of the first pair where there are several; undefined without brackets. */
  readonly dimension?: string;
}

const locations: ReadonlyMap<string, 'data_loc' | 'rel_loc'> = new Map([
  ['__data_loc', 'data_loc'],
  ['__rel_loc', 'rel_loc'],
]);

/** A declaration of these words only has a type and no name: `unsigned int`. */
const typeWords = new Set(
  'char short int long float double signed unsigned void _Bool const volatile struct union enum'.split(' '),
);

const isWord = (token: string): boolean => /^[A-Za-z_0-9$.]+$/.test(token);

/**
 * The declaration, or undefined where it has no type, no name or characters that no C declaration of a field has.
 * Brackets may follow the type or the name, and every dimension may be a word (`TASK_COMM_LEN`).
 */
export function parseDeclaration(text: string): Declaration | undefined {
  const tokens = tokenise(text);
  if (tokens === undefined) return undefined;
  const location = locations.get(tokens[0] ?? '');
  const brackets = tokens.filter((token) => token.startsWith('['));
  const rest = tokens.slice(location === undefined ? 0 : 1).filter((token) => !token.startsWith('['));
  const named = functionPointer(rest) ?? plain(rest);
  if (named === undefined) return undefined;
  const dimension = brackets[0]?.slice(1, -1).trim();
  return {
    ...named,
    ...(location === undefined ? {} : { location }),
    ...(dimension === undefined ? {} : { dimension }),
  };
}

/**
 * One spelling for every type: words one space apart, a space before the first of a row of stars and none after a star:
 * `const char *const *`, `struct robust_list_head **`, `void __seg_gs *`.
 */
function spellType(tokens: readonly string[]): string {
  let spelled = '';
  for (const token of tokens) {
    const glued = spelled === '' || (spelled.endsWith('*') && (token === '*' || isWord(token)));
    spelled += glued ? token : ` ${token}`;
  }
  return spelled;
}

function plain(tokens: readonly string[]): { name: string; type: string } | undefined {
  const name = tokens.at(-1);
  if (name === undefined || tokens.length < 2 || !isWord(name)) return undefined;
  if (tokens.every((token) => typeWords.has(token))) return undefined;
  return { name, type: spellType(tokens.slice(0, -1)) };
}

/** `void (*done)(int)`: the name is in the first group. */
function functionPointer(tokens: readonly string[]): { name: string; type: string } | undefined {
  const at = tokens.length - 2;
  const name = /^\(\s*\*\s*([A-Za-z_]\w*)\s*\)$/.exec(tokens[at] ?? '')?.[1];
  const parameters = tokens[at + 1];
  if (name === undefined || at < 1 || !parameters?.startsWith('(')) return undefined;
  return { name, type: `${spellType(tokens.slice(0, at))} (*)${parameters.replace(/\s+/g, ' ')}` };
}

/**
 * Words, stars, and bracketed or parenthesised groups whole. Attributes are left out: kernels built by clang print
 * `__attribute__((btf_type_tag("user")))` inside types.
 */
function tokenise(text: string): string[] | undefined {
  const tokens: string[] = [];
  const pattern = /\s+|[A-Za-z_0-9$.]+|\*|\[[^[\]]*\]|\(/y;
  while (pattern.lastIndex < text.length) {
    const start = pattern.lastIndex;
    const token = pattern.exec(text)?.[0];
    if (token === undefined) return undefined;
    if (token.trim() === '') continue;
    if (token !== '(') {
      tokens.push(token);
      continue;
    }
    const end = closingParenthesis(text, start);
    if (end === undefined) return undefined;
    pattern.lastIndex = end;
    if (/^__attribute(__)?$/.test(tokens.at(-1) ?? '')) tokens.pop();
    else tokens.push(text.slice(start, end));
  }
  return tokens;
}

/** Offset after the parenthesis that closes the one at `start`. */
function closingParenthesis(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at + 1;
  }
  return undefined;
}
