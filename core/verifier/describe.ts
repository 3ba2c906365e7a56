/** Words for where a value came from. */
import { lookupHelpers, reserveHelpers } from './helpers';
import { isContext, positionOf, type Scene } from './scene';
import type { Beginning, Origin } from './origin';
import type { SourcePlace } from './types';

export interface Described {
  /** `entry`: the variable that it was put into, where the line of the source shows it. */
  readonly name?: string;
  /** `what bpf_map_lookup_elem gave`: goes on a sentence. */
  readonly words: string;
  /** `R0 (entry) is what bpf_map_lookup_elem gave (line 8).` */
  readonly sentence: string;
}

export function describe(scene: Scene, register: number, origin: Origin = scene.origin(register)): Described {
  const { beginning } = origin;
  const name = nameOf(scene, origin);
  const words = wordsOf(scene, beginning);
  const at = positionOf(beginning);
  const line = at === undefined ? undefined : scene.placeAt(at)?.line;
  const where = line ? ` (line ${line})` : '';
  const sentence = `R${register}${name ? ` (${name})` : ''} ${origin.beginning.kind === 'nothing' ? 'has' : 'is'} ${words}${where}.`;
  return { words, sentence, ...(name !== undefined && { name }) };
}

/** What the value is called in sentences: its variable, or its register. */
export const called = (described: Described, register: number): string => described.name ?? `R${register}`;

function wordsOf(scene: Scene, beginning: Beginning): string {
  switch (beginning.kind) {
    case 'call':
      if (lookupHelpers.has(beginning.name)) return `what ${beginning.name} gave: a value, or NULL where there is none`;
      if (reserveHelpers.has(beginning.name))
        return `what ${beginning.name} gave: memory, or NULL where there is no room`;
      return `what ${beginning.name} gave`;
    case 'function':
      return 'what another function of the program gave';
    case 'constant':
      return beginning.wide ? 'the address of a map or of a global variable' : `the number ${beginning.value}`;
    case 'load':
      return loadWords(scene, beginning);
    case 'entry':
      if (beginning.register === 10) return 'an address on the stack';
      return isContext(beginning) ? 'the context' : `argument ${beginning.register} of the function`;
    case 'nothing':
      return beginning.position === undefined
        ? 'no value: nothing was ever written to it'
        : 'no value: a call took it away';
    case 'unknown':
      return 'a value whose beginning the log does not show';
  }
}

function loadWords(scene: Scene, load: Extract<Beginning, { kind: 'load' }>): string {
  const { through, offset, size } = load;
  if (isContext(through)) {
    const field = memberOf(scene.placeAt(load.position)?.text ?? '');
    return `what was read from the record at offset ${offset}${field ? `, ${field}` : ''}: any number`;
  }
  if (through.kind === 'constant' && through.wide) return 'what was read from a map or a global variable: any number';
  return `${size} bytes that were read from memory at offset ${offset}: any number`;
}

/** `ctx->filename`, where the line has one access alone. */
function memberOf(text: string): string | undefined {
  const found = [...text.replace(/\/\*.*?\*\//g, '').matchAll(/\b[A-Za-z_]\w*->[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/g)];
  return found.length === 1 ? found[0]?.[0] : undefined;
}

/** The variable that the line with the value's beginning assigns. */
function nameOf(scene: Scene, origin: Origin): string | undefined {
  if (origin.links.some(({ kind }) => kind === 'change')) return undefined;
  const { beginning } = origin;
  if (beginning.kind === 'entry') return isContext(beginning) ? 'ctx' : undefined;
  const at = positionOf(beginning);
  return at === undefined ? undefined : assigned(scene.placeAt(at), beginning.kind === 'call' ? beginning.name : '');
}

/** `entry` of `struct entry *entry = bpf_map_lookup_elem(…)`; members and conditions are no variables. */
function assigned(place: SourcePlace | undefined, helper: string): string | undefined {
  const text = (place?.text ?? '').replace(/\/\*.*?\*\//g, '').slice(0, 500);
  const found = /^(?:[\w\s]*[\s*])?([A-Za-z_]\w*)\s*=(?!=)\s*(.*)$/.exec(text);
  if (!found) return undefined;
  return helper === '' || (found[2] ?? '').includes(`${helper}(`) ? found[1] : undefined;
}
