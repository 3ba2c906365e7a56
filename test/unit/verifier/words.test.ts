/** Words of the kernel that no recorded log has (kernel/bpf/verifier.c, cfg.c, btf.c, of 5.10 to 6.12), each behind an instruction. */
import assert from 'node:assert/strict';
import { explainRefusal } from '../../../core/verifier/refusal';

const cases: readonly (readonly [code: string, instruction: string, words: string])[] = [
  ['endless-loop', '2: (05) goto pc-2', 'back-edge from insn 2 to 1'],
  ['too-complex', '2: (05) goto pc-2', 'The sequence of 8193 jumps is too complex.'],
  ['unreachable-code', '2: (95) exit', 'unreachable insn 5'],
  ['unreachable-code', '2: (95) exit', 'jump out of range from insn 3 to 9'],
  ['stack-limit', '2: (85) call pc+3', 'the call stack of 9 frames is too deep !'],
  ['unbounded-access', '2: (0f) r0 += r1', 'value -2147483648 makes map_value pointer be out of bounds'],
  [
    'unbounded-access',
    '2: (0f) r0 += r1',
    'R1 has unknown scalar with mixed signed bounds, pointer arithmetic with it prohibited for !root',
  ],
  [
    'unbounded-access',
    '2: (71) r0 = *(u8 *)(r1 +0)',
    'R1 min value is negative, either use unsigned index or do a if (index >=0) check.',
  ],
  ['unbounded-access', '2: (71) r0 = *(u8 *)(r1 +0)', 'invalid access to packet, off=14 size=1, R1(id=0,off=14,r=0)'],
  [
    'unbounded-access',
    '2: (71) r0 = *(u8 *)(r1 +0)',
    'invalid variable-offset read from stack R1 var_off=(0x0; 0xff) off=-16 size=1',
  ],
  [
    'unbounded-access',
    '2: (85) call bpf_map_lookup_elem#1',
    'invalid unbounded variable-offset indirect access to stack R2',
  ],
  ['out-of-bounds', '2: (71) r0 = *(u8 *)(r1 +0)', 'invalid access to map value, value_size=8 off=-4 size=1'],
  ['out-of-bounds', '2: (71) r0 = *(u8 *)(r1 +0)', 'invalid access to memory, mem_size=8 off=8 size=1'],
  ['out-of-bounds', '2: (7b) *(u64 *)(r10 -520) = r1', 'invalid write to stack R10 off=-520 size=8'],
  ['zero-length', '2: (85) call bpf_get_current_comm#16', 'invalid stack type R1 off=-8 access_size=0'],
  [
    'unbounded-length',
    '2: (85) call bpf_probe_read#4',
    "R2 unbounded memory access, use 'var &= const' or 'if (var < const)'",
  ],
  ['constant-argument', '2: (85) call bpf_ringbuf_reserve#131', "R2 is not a known constant'"],
  ['uninitialised', '2: (85) call bpf_map_lookup_elem#1', 'invalid indirect read from stack off -8+4 size 8'],
  ['uninitialised', '2: (bf) r1 = r2', 'R2 !read_ok'],
  ['null-check', '2: (85) call bpf_task_acquire#1', 'Possibly NULL pointer passed to trusted arg0'],
  ['null-check', '2: (85) call bpf_map_lookup_elem#1', 'R2 type=map_value_or_null expected=fp, pkt'],
  ['null-check', '2: (79) r1 = *(u64 *)(r0 +0)', "R0 invalid mem access 'ptr_or_null_task_struct'"],
  ['pointer-dereference', '2: (79) r1 = *(u64 *)(r0 +0)', "R0 invalid mem access 'map_ptr'"],
  ['pointer-arithmetic', '2: (0f) r1 += r2', 'R1 pointer += pointer prohibited'],
  ['pointer-arithmetic', '2: (1f) r1 -= r2', 'R1 tried to subtract pointer from scalar'],
  ['pointer-arithmetic', '2: (2d) if r1 > r2 goto pc+1', 'R1 pointer comparison prohibited'],
  ['pointer-arithmetic', '2: (79) r1 = *(u64 *)(r0 +0)', 'same insn cannot be used with different pointers'],
  [
    'moved-pointer',
    '2: (85) call bpf_ringbuf_submit#132',
    'R1 must have zero offset when passed to release func or trusted arg to kfunc',
  ],
  [
    'moved-pointer',
    '2: (85) call bpf_ringbuf_submit#132',
    'dereference of modified ringbuf_mem ptr R1 off=8 disallowed',
  ],
  ['kernel-struct-access', '2: (79) r1 = *(u64 *)(r0 +9000)', 'access beyond struct task_struct at off 9000 size 8'],
  ['use-after-release', '2: (85) call bpf_sk_release#86', 'reference has not been acquired before'],
  [
    'return-value',
    '2: (95) exit',
    'At program exit the register R0 has value (0x2; 0x0) should have been in (0x0; 0x1)',
  ],
  ['core-relocation', '2: (85) call unknown#195896080', 'invalid func unknown#195896080'],
  ['unknown-helper', '2: (85) call unknown#211', 'invalid func unknown#211'],
  ['helper-not-allowed', '2: (85) call bpf_x#-1', 'calling kernel function bpf_x is not allowed'],
  ['gpl-only', '2: (85) call bpf_x#-1', 'cannot call GPL-restricted function from non-GPL compatible program'],
  ['function-signature', '2: (85) call pc+1', "Caller passes invalid args into func#1 ('x')"],
  ['misaligned-access', '2: (79) r1 = *(u64 *)(r0 +1)', 'misaligned value access off (0x0; 0x0)+0+1 size 8'],
  ['locks', '2: (95) exit', 'bpf_spin_unlock is missing'],
];

describe('words of the kernel', () => {
  for (const [code, instruction, words] of cases) {
    it(`${words.slice(0, 60)}: ${code}`, () => {
      for (const report of ['', '\nVerification failed: X: Y\n\nReason:\n  Something.\n\nSuggestion:\n  Nothing.\n']) {
        const log = `1: (b7) r3 = 0\n${instruction}\n${words}\n${report}processed 3 insns (limit 1000000)\n`;
        const refusal = explainRefusal(log, 'on_switch', undefined);
        assert.equal(refusal.code, code);
        assert.equal(refusal.kernelWords, words);
        assert.ok(refusal.fix.length > 20);
        assert.equal(refusal.report?.reason, report === '' ? undefined : 'Something.');
      }
    });
  }
});
