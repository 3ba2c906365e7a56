/** Which struct a buffer's records are: found in the source and the object, or chosen by the person. */
import * as vscode from 'vscode';
import { debugStructs } from '../../core/btf/values/dwarf';
import { namedShape, readObjectTypes, structNames } from '../../core/btf/values/object';
import type { Shape } from '../../core/btf/values/shape';
import { outputTypes } from '../../core/source/output-types';

export interface RecordType {
  /** Undefined: not known, records are shown as bytes. */
  readonly shape: Shape | undefined;
  /** For the person, in sentences. */
  readonly notes: readonly string[];
}

/** `map`: as the kernel names it, which cuts names to 15 characters. */
export async function findRecordType(object: Uint8Array, source: vscode.Uri, map: string): Promise<RecordType> {
  const text = await readText(source);
  if (text === undefined) {
    return { shape: undefined, notes: ['The source is not at hand: choose the type of the records (Type…).'] };
  }
  const named = outputTypes(text).filter((output) => output.map === map || output.map.startsWith(map));
  const spellings = [...new Set(named.map(({ type }) => type))];
  const found = spellings.flatMap((spelling) => shapeNamed(object, spelling) ?? []);
  const [shape] = found;
  if (!shape) {
    const what =
      spellings.length > 0 ? `${spellings.join(', ')} is not in the object` : `${map} is not found in the source`;
    return { shape: undefined, notes: [`${what}: choose the type of the records (Type…), or see their bytes.`] };
  }
  if (found.length === 1) return { shape, notes: [] };
  return {
    shape,
    notes: [`Records of several types go there: ${spellings.join(', ')}. They are shown as ${shape.type}.`],
  };
}

const shapeNamed = (object: Uint8Array, spelling: string): Shape | undefined =>
  namedShape(readObjectTypes(object), spelling) ?? debugStructs(object).get(spelling);

/** The text as it stands in the editor or on disk; undefined where there is none, as of a kept session of another machine. */
async function readText(source: vscode.Uri): Promise<string | undefined> {
  try {
    return (await vscode.workspace.openTextDocument(source)).getText();
  } catch {
    return undefined;
  }
}

/** `size`: bytes of a record that came, which its type should have. Undefined: nothing was chosen. */
export async function chooseRecordType(object: Uint8Array, size: number | undefined): Promise<RecordType | undefined> {
  const types = readObjectTypes(object);
  const shapes = new Map(debugStructs(object));
  for (const name of structNames(types)) {
    const shape = namedShape(types, name);
    if (shape) shapes.set(name, shape);
  }
  const bytes = { label: 'Bytes', description: 'as they are', shape: undefined };
  const items = [...shapes].map(([label, shape]) => ({ label, description: `${shape.size} bytes`, shape }));
  const fits = ({ shape }: { readonly shape: Shape }): boolean =>
    size !== undefined && size - shape.size >= 0 && size - shape.size < 8;
  const ordered = [...items.filter(fits), ...items.filter((item) => !fits(item))];
  const placeHolder =
    size === undefined
      ? 'Which struct is each record?'
      : `Which struct is each record? One that came has ${size} bytes.`;
  const chosen = await vscode.window.showQuickPick([...ordered, bytes], { placeHolder });
  return chosen && { shape: chosen.shape, notes: [] };
}
