/** C text to the model of a file: its sections, programs and structs. Total and linear: any text gives a model. */
import { Blocks } from './blocks';
import { lex } from './lexer';
import { readProgram } from './programs';
import { findSections } from './sections';
import { StructReader } from './structs';
import { TypeTable } from './type-table';
import type { SourceModel } from './types';

/** All ranges are UTF-16 offsets into `text`. A 5,000-line file takes some 3 ms. */
export function scanSource(text: string): SourceModel {
  const tokens = lex(text);
  const blocks = new Blocks(tokens);
  const types = new TypeTable();
  const structs = new StructReader(tokens, blocks, types).read();
  const sites = findSections(tokens);
  return {
    programs: sites
      .filter((site) => site.section.prefix !== undefined)
      .map((site) => readProgram(tokens, blocks, types, site)),
    structs,
    sections: sites.map((site) => site.section),
  };
}

/** Whether the file is ours: it holds a tracepoint section. In all others the extension stays silent, but for completion of a section being typed. */
export function holdsTracepointProgram(model: SourceModel): boolean {
  return model.sections.some((section) => section.prefix !== undefined);
}
