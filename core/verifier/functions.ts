/**
 * Where the functions of a program stand in what libbpf hands to the kernel: the program first, then every function of `.text`
 * that it calls, in the order of the calls, each with its own before the next (bpf_object__reloc_code() in libbpf's libbpf.c).
 */
import { SectionType, symbolIsFunction, type ElfObject, type ElfSection, type ElfSymbol } from '../btf/elf';

export interface PlacedFunction {
  readonly name: string;
  /** Name of its section. */
  readonly section: string;
  /** Bytes from the section's start. */
  readonly offset: number;
  /** Instructions, those of 16 bytes counted twice. */
  readonly count: number;
  /** The number of its first instruction in the program. */
  readonly start: number;
}

const instructionSize = 8;
/** `call` of a function of the program, and the load of a function's address (include/uapi/linux/bpf.h). */
const callCode = 0x85;
const pseudoCall = 1;
const loadCode = 0x18;
/** The kernel takes no more: BPF_MAX_SUBPROGS. */
const mostFunctions = 256;

/** Empty if the object has no function of that name outside `.text`. */
export function placeFunctions(object: ElfObject, program: string): readonly PlacedFunction[] {
  const text = object.sections.findIndex(({ name }) => name === '.text');
  const main = object.symbols.find(
    ({ name, type, section }) => name === program && type === symbolIsFunction && section !== text,
  );
  if (!main) return [];
  const placed: PlacedFunction[] = [];
  const relocations = new Map<number, ReadonlyMap<number, ElfSymbol>>();
  const targets = new Map<number, ElfSymbol>();
  for (const symbol of object.symbols) {
    if (symbol.section === text && symbol.type === symbolIsFunction) targets.set(symbol.value, symbol);
  }
  let next = 0;
  const waiting: Walk[] = [];
  append(main);
  while (waiting.length > 0) {
    const walk = waiting[waiting.length - 1];
    const called = walk && nextCall(walk, text);
    if (called === undefined) waiting.pop();
    else {
      const target = targets.get(called);
      if (target && !placed.some(({ section, offset }) => section === '.text' && offset === target.value))
        append(target);
    }
  }
  return placed;

  function append(symbol: ElfSymbol): void {
    const section = object.sections[symbol.section];
    if (!section || placed.length === mostFunctions) return;
    const bytes = section.bytes.subarray(symbol.value, symbol.value + symbol.size);
    const count = Math.floor(bytes.length / instructionSize);
    placed.push({ name: symbol.name, section: section.name, offset: symbol.value, count, start: next });
    next += count;
    let known = relocations.get(symbol.section);
    if (!known) relocations.set(symbol.section, (known = relocationsOf(object, symbol.section)));
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    waiting.push({ view, count, offset: symbol.value, isText: symbol.section === text, relocations: known, at: 0 });
  }
}

/** A function whose calls are being looked at. */
interface Walk {
  readonly view: DataView;
  readonly count: number;
  readonly offset: number;
  readonly isText: boolean;
  /** By bytes from the section's start. */
  readonly relocations: ReadonlyMap<number, ElfSymbol>;
  /** The next instruction to look at. */
  at: number;
}

/** Bytes from the start of `.text` to the function that the walk's next call goes to. */
function nextCall(walk: Walk, text: number): number | undefined {
  while (walk.at < walk.count) {
    const index = walk.at++;
    const byte = index * instructionSize;
    const code = walk.view.getUint8(byte);
    const value = walk.view.getInt32(byte + 4, true);
    const symbol = walk.relocations.get(walk.offset + byte);
    const inText = symbol?.section === text ? symbol : undefined;
    if (code === loadCode && inText?.section !== undefined && isFunctionAddress(inText)) return inText.value + value;
    if (code !== callCode || walk.view.getUint8(byte + 1) >>> 4 !== pseudoCall) continue;
    if (inText) return inText.value + (value + 1) * instructionSize;
    if (!symbol && walk.isText) return walk.offset + (index + value + 1) * instructionSize;
  }
  return undefined;
}

/** Of a callback: a symbol of a function, or of the section for a static one (type 3). */
const isFunctionAddress = ({ type }: ElfSymbol): boolean => type === symbolIsFunction || type === 3;

/** The symbols that instructions of a section refer to, by bytes from its start. */
export function relocationsOf(object: ElfObject, section: number): ReadonlyMap<number, ElfSymbol> {
  const found = new Map<number, ElfSymbol>();
  for (const table of object.sections) {
    if (table.type === SectionType.Relocations && table.info === section) addRelocations(table, object.symbols, found);
  }
  return found;
}

function addRelocations(table: ElfSection, symbols: readonly ElfSymbol[], found: Map<number, ElfSymbol>): void {
  const { bytes } = table;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 16 <= bytes.length; at += 16) {
    const symbol = symbols[view.getUint32(at + 12, true)];
    if (symbol) found.set(Number(view.getBigUint64(at, true)), symbol);
  }
}
