/** Writes a BTF blob, little-endian: types in the order of their ids, from 1. */

/** include/uapi/linux/btf.h: BTF_MAGIC, BTF_VERSION, and the length of struct btf_header. */
const magic = 0xeb9f;
const version = 1;
const headerLength = 24;

export class BtfWriter {
  private readonly words: number[] = [];
  private readonly offsets = new Map<string, number>([['', 0]]);
  private readonly strings: string[] = [''];
  private stringsLength = 1;

  /** The first three words of an entry; `sizeOrType` is as the kind has it. */
  head(name: string, kind: number, vlen: number, flag: boolean, sizeOrType: number): void {
    this.string(name);
    this.word(((flag ? 1 << 31 : 0) | (kind << 24) | vlen) >>> 0);
    this.word(sizeOrType);
  }

  word(value: number): void {
    this.words.push(value);
  }

  /** A word that says where the string is; one that was written before is not written again. Of each character the lower byte. */
  string(text: string): void {
    const known = this.offsets.get(text);
    if (known !== undefined) {
      this.word(known);
      return;
    }
    this.offsets.set(text, this.stringsLength);
    this.word(this.stringsLength);
    this.strings.push(text);
    this.stringsLength += text.length + 1;
  }

  finish(): Uint8Array {
    const typesLength = 4 * this.words.length;
    const bytes = new Uint8Array(headerLength + typesLength + this.stringsLength);
    const view = new DataView(bytes.buffer);
    view.setUint16(0, magic, true);
    view.setUint8(2, version);
    [headerLength, 0, typesLength, typesLength, this.stringsLength].forEach((word, index) =>
      view.setUint32(4 + 4 * index, word, true),
    );
    this.words.forEach((word, index) => view.setUint32(headerLength + 4 * index, word, true));
    let at = headerLength + typesLength;
    for (const text of this.strings) {
      for (let index = 0; index < text.length; index++) bytes[at + index] = text.charCodeAt(index);
      at += text.length + 1;
    }
    return bytes;
  }
}
