/** Functions that programs hand their context to, directly or through one another. */
import type { Blocks } from './blocks';
import { BodyReader, type BodyUses, type Handed } from './body';
import { bodyOf, findFunctions, type FunctionSite } from './functions';
import { parameterStart, readContextParameter } from './parameters';
import type { Tokens } from './tokens';
import type { TypeTable } from './type-table';
import type { ContextHelper, Program } from './types';

/** A program, and where its body hands the context on. */
export interface ReadProgram {
  readonly program: Program;
  readonly handed: readonly Handed[];
}

interface Found {
  readonly helper: Omit<ContextHelper, 'programs'>;
  readonly handed: BodyUses['handed'];
}

/** Functions that see a context; and pairs of one with a program. Bounds for generated files, far above what people write. */
const mostHelpers = 256;
const mostPairs = 4096;

/** In the text's order. A parameter's list that names none, and a function that is only declared, give no helper. */
export function findHelpers(
  tokens: Tokens,
  blocks: Blocks,
  types: TypeTable,
  programs: readonly ReadProgram[],
): ContextHelper[] {
  if (!programs.some(({ handed }) => handed.length > 0)) return [];
  const functions = findFunctions(tokens);
  const read = new Map<string, Found | undefined>();
  const reaching = new Map<Found, Program[]>();
  const waiting = programs.flatMap(({ program, handed }) => handed.map((one) => ({ program, handed: one })));
  for (let pair = 0; pair < mostPairs; pair++) {
    const next = waiting.pop();
    if (!next) break;
    const site = functions.get(next.handed.function);
    if (!site) continue;
    const key = `${next.handed.function} ${next.handed.position}`;
    if (!read.has(key)) {
      read.set(key, read.size < mostHelpers ? readHelper(tokens, blocks, types, site, next.handed) : undefined);
    }
    const found = read.get(key);
    if (!found) continue;
    const reached = reaching.get(found) ?? [];
    if (reached.includes(next.program)) continue;
    reaching.set(found, [...reached, next.program]);
    waiting.push(...found.handed.map((handed) => ({ program: next.program, handed })));
  }
  return [...reaching]
    .map(([{ helper }, reached]) => ({ ...helper, programs: inOrder(reached) }))
    .sort((a, b) => a.range.start - b.range.start);
}

const inOrder = (programs: readonly Program[]): Program[] =>
  [...programs].sort((a, b) => a.range.start - b.range.start);

function readHelper(
  tokens: Tokens,
  blocks: Blocks,
  types: TypeTable,
  site: FunctionSite,
  { position, moved }: Handed,
): Found | undefined {
  const start = parameterStart(tokens, site.open + 1, site.close, position);
  const context = start === undefined ? undefined : readContextParameter(tokens, types, start, site.close);
  if (!context) return undefined;
  const { end, closed } = bodyOf(blocks, tokens, site);
  const { name, type, resolvedType, structTag } = context;
  const { handed, ...uses } = new BodyReader({ tokens, types, from: site.brace + 1, to: end }, [
    {
      name,
      type,
      moved,
      ...(resolvedType !== undefined && { resolvedType }),
      ...(structTag !== undefined && { structTag }),
    },
  ]).read();
  const helper = {
    name: tokens.slice(site.name),
    nameRange: { start: tokens.start(site.name), end: tokens.end(site.name) },
    context,
    body: { start: tokens.end(site.brace), end: tokens.start(end) },
    range: { start: tokens.start(site.name), end: closed ? tokens.end(end) : tokens.start(end) },
    ...uses,
  };
  return { helper, handed };
}
