/** `node list-fields.js FOLDER`: what `tplist -v '*'` prints, from our core, with each field's place and size besides. */
import { cType } from '../../core/formats/c-type';
import { openFormats } from '../../machine/disk/formats-on-disk';

const opened = openFormats(process.argv[2] ?? '');
if (!opened.ok) throw new Error(opened.error);
const kernel = opened.value.index;
const lines: string[] = [];
for (const name of kernel.names) {
  lines.push(name.replace('/', ':'));
  for (const field of kernel.get(name)?.fields ?? []) {
    lines.push(`    ${cType(field)} ${field.name}; @${field.offset}:${field.size}`);
  }
}
process.stdout.write(`${lines.join('\n')}\n`);
