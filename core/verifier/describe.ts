/** Words for where a value came from. */
import { lookupHelpers, reserveHelpers } from './helpers';
import { isContext, positionOf, type Scene } from './scene';
import type { Beginning, Origin } from './origin';
import type { SourcePlace } from './types';

export interface Described {
  /** `entry`: the variable that it was put into, where the line of the source shows it, and it was not changed since. */
  readonly name?: string;
  /** The same, though it was shifted or added to since. */
  readonly variable?: string;
  /** `what bpf_map_lookup_elem gave`: goes on a sentence. */
  readonly words: string;
  /** `R0 (entry) is what bpf_map_lookup_elem gave (line 8).` */
  readonly sentence: string;
}

export function describe(scene: Scene, register: number, origin: Origin = scene.origin(register)): Described {
  const { beginning } = origin;
  const variable = nameOf(scene, origin);
  const words = wordsOf(scene, beginning);
  const at = positionOf(beginning);
  const line = at === undefined ? undefined : scene.placeAt(at)?.line;
  const where = line ? ` (line ${line})` : '';
  if (origin.links.some((link) => link.kind === 'change' && !isExtension(link))) {
    const from = variable === undefined ? words : `${variable}, ${words}`;
    const sentence = `R${register} is calculated from ${from}${where}.`;
    return { words, sentence, ...(variable !== undefined && { variable }) };
  }
  const name = variable === undefined ? '' : ` (${variable})`;
  const sentence = `R${register}${name} ${beginning.kind === 'nothing' ? 'has' : 'is'} ${words}${where}.`;
  return { words, sentence, ...(variable !== undefined && { name: variable, variable }) };
}

/** One of the two shifts that make 64 bits of 32: the value stays what it was. */
export const isExtension = ({ how, value }: { readonly how: string; readonly value: string }): boolean =>
  value === '32' && /^(?:<<|s?>>)=$/.test(how);

/** What the value is called in sentences: its variable, or its register. */
export const called = (described: Described, register: number): string => described.name ?? `R${register}`;

function wordsOf(scene: Scene, beginning: Beginning): string {
  switch (beginning.kind) {
    case 'call':
      return `what ${beginning.name} gave${givenWords(scene, beginning)}`;
    case 'function':
      return 'what another function of the program gave';
    case 'constant':
      return beginning.isAddress
        ? `the address of ${addressed(scene, beginning.position)}`
        : `the number ${beginning.value}`;
    case 'load':
      return loadWords(scene, beginning);
    case 'entry':
      if (beginning.register === 10) return 'an address on the stack';
      return isContext(beginning)
        ? 'the context'
        : `argument ${beginning.register} of the function, which may be anything`;
    case 'nothing':
      return beginning.position === undefined
        ? 'no value: nothing was ever written to it'
        : 'no value: a call took it away';
    case 'unknown':
      return 'a value whose beginning the log does not show';
  }
}

/** The map, as the object names it, that the call was given first. */
function givenWords(scene: Scene, call: Extract<Beginning, { kind: 'call' }>): string {
  const isLookup = lookupHelpers.has(call.name);
  if (!isLookup && !reserveHelpers.has(call.name)) return '';
  const map = positionOf(scene.originAt(call.position, 1).beginning);
  const index = map === undefined ? undefined : scene.trace.steps[map]?.index;
  const name = index === undefined ? undefined : scene.places.symbol(index);
  const from = name === undefined ? '' : ` ${isLookup ? 'of' : 'in'} ${name}`;
  return isLookup ? `: a value${from}, or NULL where there is none` : `: memory${from}, or NULL where there is no room`;
}

function addressed(scene: Scene, position: number): string {
  const index = scene.trace.steps[position]?.index;
  const name = index === undefined ? undefined : scene.places.symbol(index);
  return name?.match(/^[A-Za-z_]\w*$/) ? name : 'a map or a global variable';
}

function loadWords(scene: Scene, load: Extract<Beginning, { kind: 'load' }>): string {
  const { through, offset, size } = load;
  if (isContext(through)) {
    const field = memberOf(scene.placeAt(load.position)?.text ?? '');
    return `what was read from the record at offset ${offset}${field ? `, ${field}` : ''}: any number`;
  }
  if (through.kind === 'constant' && through.isAddress)
    return `what was read from ${addressed(scene, through.position)}: any number`;
  return `${size} bytes that were read from memory at offset ${offset}: any number`;
}

/** `ctx->filename`, where the line has one access alone. */
function memberOf(text: string): string | undefined {
  const found = [...text.replace(/\/\*.*?\*\//g, '').matchAll(/\b[A-Za-z_]\w*->[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/g)];
  return found.length === 1 ? found[0]?.[0] : undefined;
}

/** The variable that the line with the value's beginning assigns, or the parameter that it is. */
function nameOf(scene: Scene, origin: Origin): string | undefined {
  const { beginning } = origin;
  if (beginning.kind === 'entry') return parameterOf(scene, beginning);
  const at = positionOf(beginning);
  return at === undefined ? undefined : assigned(scene.placeAt(at), beginning.kind === 'call' ? beginning.name : '');
}

function parameterOf(scene: Scene, beginning: Extract<Beginning, { kind: 'entry' }>): string | undefined {
  if (beginning.register === 10) return undefined;
  const first = scene.trace.steps[0]?.index;
  const named = first === undefined ? undefined : scene.places.parameter(first, beginning.register);
  return named ?? (isContext(beginning) ? 'ctx' : undefined);
}

/** `entry` of `struct entry *entry = bpf_map_lookup_elem(…)`; members and conditions are no variables. */
function assigned(place: SourcePlace | undefined, helper: string): string | undefined {
  const text = (place?.text ?? '').replace(/\/\*.*?\*\//g, '').slice(0, 500);
  const found = /^(?:[\w\s]*[\s*])?([A-Za-z_]\w*)\s*=(?!=)\s*(.*)$/.exec(text);
  if (!found) return undefined;
  return helper === '' || (found[2] ?? '').includes(`${helper}(`) ? found[1] : undefined;
}
