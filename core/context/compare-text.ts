/** Says in one line how kernels differ in a field or a record: “Offset 24 here; 28 on lab-rt; absent on debian12-6.1.” */
import type { ComparedField, ComparedKernel } from './compare';

/** How names from outside are shown: as they are, or as code. */
export type Quote = (text: string) => string;

/** Fields of a record that are named; a person who wants all of them asks for each. */
const mostFields = 3;

/** `compared` has this kernel first, and has it of one field. Undefined where no other kernel is known. */
export function describeFieldPlaces(compared: readonly ComparedKernel[], quote: Quote = plain): string | undefined {
  const agreement = agree(compared, 'Same');
  if (agreement !== undefined || compared.length < 2) return agreement;
  const places = compared.map(({ fields: [field] }) => (field && field.status !== 'no-field' ? field : undefined));
  const varying = varies(places);
  const [only] = varying.length === 1 ? varying : [];
  const line = join(
    groups(compared, (_, position) => {
      const field = places[position];
      return field ? varying.map((aspect) => spell(field, aspect, only === undefined, quote)).join(', ') : 'absent';
    }),
    compared[0]?.kernel,
    quote,
  );
  return sentence(only === undefined ? line : `${only} ${line}`);
}

/** `compared` has this kernel first, and has the whole record. Undefined where no other kernel is known. */
export function describeRecordPlaces(compared: readonly ComparedKernel[], quote: Quote = plain): string | undefined {
  const agreement = agree(compared, 'Same record');
  if (agreement !== undefined) return agreement;
  const others = compared.slice(1);
  if (others.length === 0) return undefined;
  const said = join(
    groups(others, (kernel) => {
      if (kernel.status === 'no-tracepoint') return 'absent';
      const names = kernel.fields.filter(({ status }) => status !== 'same').map(({ name }) => quote(name));
      if (names.length === 0) return 'same';
      const more = names.length > mostFields ? ` and ${names.length - mostFields} more` : '';
      return `differs in ${names.slice(0, mostFields).join(', ')}${more}`;
    }),
    undefined,
    quote,
  );
  return sentence(said);
}

const plain: Quote = (text) => text;

function agree(compared: readonly ComparedKernel[], what: string): string | undefined {
  const all = compared.length > 1 && compared.every(({ status }) => status === 'same');
  return all ? `${what} on all ${compared.length} known kernels.` : undefined;
}

type Aspect = 'offset' | 'size' | 'type';

/** What is worth saying: the aspects in which those that have the field differ, else its offset. */
function varies(places: readonly (ComparedField | undefined)[]): readonly Aspect[] {
  const have = places.filter((field) => field !== undefined);
  const all: readonly Aspect[] = ['offset', 'size', 'type'];
  const varying = all.filter((aspect) => new Set(have.map((field) => field[aspect])).size > 1);
  return varying.length > 0 ? varying : ['offset'];
}

function spell(field: ComparedField, aspect: Aspect, label: boolean, quote: Quote): string {
  const value = aspect === 'type' ? quote(field.type ?? '') : String(field[aspect]);
  return label ? `${aspect} ${value}` : value;
}

/** Kernels of which the same is to be said, in the order of the first of each. */
function groups(
  compared: readonly ComparedKernel[],
  say: (kernel: ComparedKernel, position: number) => string,
): ReadonlyMap<string, readonly string[]> {
  const said = new Map<string, string[]>();
  for (const [position, kernel] of compared.entries()) {
    const text = say(kernel, position);
    const names = said.get(text);
    if (names) names.push(kernel.kernel);
    else said.set(text, [kernel.kernel]);
  }
  return said;
}

function join(said: ReadonlyMap<string, readonly string[]>, here: string | undefined, quote: Quote): string {
  const parts = [...said].map(([text, kernels]) => {
    const elsewhere = kernels.filter((kernel) => kernel !== here).map(quote);
    const on = elsewhere.length > 0 ? `on ${elsewhere.join(', ')}` : '';
    if (elsewhere.length === kernels.length) return `${text} ${on}`;
    return `${text} here${on && ` and ${on}`}`;
  });
  return parts.join('; ');
}

const sentence = (line: string): string => `${line.charAt(0).toUpperCase()}${line.slice(1)}.`;
