import assert from 'node:assert/strict';

const load = () => import('../../../scripts/package/include-closure.mjs');

describe('the headers that headers include', () => {
  const headers = new Map([
    ['linux/bpf.h', '#ifdef X\n#  include <linux/types.h>\n#endif\n'],
    ['linux/types.h', '#include <asm/types.h>\n#include <stdint.h>\n// #include <linux/not-this.h>\n'],
    ['asm/types.h', '#include "local.h"\n#include <linux/bpf.h>\n'],
    ['asm/local.h', ''],
    ['linux/unrelated.h', ''],
  ]);

  it('are found through conditions, by folder, and in circles; what is not there is named', async () => {
    const { includeClosure } = await load();
    const { found, missing } = await includeClosure(['linux/bpf.h'], (name) => Promise.resolve(headers.get(name)));
    assert.deepEqual([...found.keys()].sort(), ['asm/local.h', 'asm/types.h', 'linux/bpf.h', 'linux/types.h']);
    assert.deepEqual([...missing], ['stdint.h']);
  });
});
