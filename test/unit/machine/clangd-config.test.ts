import assert from 'node:assert/strict';
import fc from 'fast-check';
import { clangdPart, hasClangdPart, withClangdPart } from '../../../machine/clangd-config';

const part = clangdPart(['-target', 'bpf', '-I/with "quotes" and \\']);

describe('our part of .clangd', () => {
  it('is the whole of a new one', () => {
    assert.equal(withClangdPart('', part), part);
    assert.match(part, /PathMatch: \.\*\\\.bpf\\\.c/);
    assert.match(part, /- "-I\/with \\"quotes\\" and \\\\"/);
  });

  it('comes behind what is there, as a document of its own', () => {
    const text = withClangdPart('CompileFlags:\n  Add: [-DX]', part);
    assert.equal(text, `CompileFlags:\n  Add: [-DX]\n---\n${part}`);
    assert.ok(hasClangdPart(text) && !hasClangdPart('CompileFlags:\n'));
  });

  it('takes the place of the one before, and of nothing else', () => {
    const before = withClangdPart('A: 1\n', clangdPart(['-DOLD']));
    const text = withClangdPart(`${before}---\nB: 2\n`, part);
    assert.equal(text, `A: 1\n---\n${part}---\nB: 2\n`);
  });

  it('is found whatever ends the lines', () => {
    assert.equal(withClangdPart(part.replaceAll('\n', '\r\n'), part), part);
  });

  it('is the same written twice, after anything', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const once = withClangdPart(text, part);
        assert.equal(withClangdPart(once, part), once);
      }),
    );
  });
});
