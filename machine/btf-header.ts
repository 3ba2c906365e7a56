/** Whether bytes can be BTF, by its header alone. Reading the types is the language server's work. */

/** `BTF_MAGIC`, `BTF_VERSION` and the first fields of `struct btf_header`, in bytes (kernel: include/uapi/linux/btf.h). */
const MAGIC = 0xeb9f;
const VERSION = 1;
const shortestHeader = 24;

/** Why these bytes are no whole BTF, as the end of a sentence, or undefined. Both byte orders are BTF. */
export function btfProblem(bytes: Buffer): string | undefined {
  if (bytes.length < shortestHeader) return 'it is shorter than a header';
  const little = bytes.readUInt16LE(0) === MAGIC;
  if (!little && bytes.readUInt16BE(0) !== MAGIC) return 'it does not begin as BTF does';
  if (bytes.readUInt8(2) !== VERSION) return `its version is ${bytes.readUInt8(2)}`;
  const word = (at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const headerLength = word(4);
  if (headerLength < shortestHeader || headerLength > bytes.length) return 'its header has no length that can be';
  const room = bytes.length - headerLength;
  const fits = (offset: number, length: number): boolean => length > 0 && offset + length <= room;
  if (!fits(word(8), word(12))) return 'its types are cut';
  if (!fits(word(16), word(20))) return 'its names are cut';
  return undefined;
}
