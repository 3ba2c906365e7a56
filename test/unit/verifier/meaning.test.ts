/** States of registers as kernels from 5.10 to 7.3 print them, in plain words. */
import assert from 'node:assert/strict';
import { meaningOf } from '../../../core/verifier/meaning';

const cases: readonly (readonly [state: string, meaning: string])[] = [
  ['ctx(id=0,off=0,imm=0)', 'The context: the record that the program was called for.'],
  ['ctx(imm=40)', 'The context: the record that the program was called for, moved by 40 bytes.'],
  ['fp0', 'The top of the stack.'],
  ['fp-16', 'An address on the stack, 16 bytes below its top.'],
  ['fp(smin=-16,smax=0xffffffef)', 'An address on the stack at an offset from -16 to 0xffffffef.'],
  ['inv5', 'The number 5.'],
  ['invP0', 'The number 0.'],
  ['-7', 'The number -7.'],
  ['0xffffffff', 'The number 0xffffffff.'],
  ['inv(id=0)', 'A number, any.'],
  ['scalar()', 'A number, any.'],
  ['inv(id=0,umax_value=32,var_off=(0x0; 0x3c))', 'A number from 0 to 32.'],
  ['inv(id=0,umin_value=101,umax_value=2147483647,var_off=(0x0; 0x7fffffff))', 'A number from 101 to 2147483647.'],
  ['inv(id=0,smax_value=7)', 'A number of at most 7, perhaps negative.'],
  ['scalar(smin=smin32=0,smax=umax=smax32=umax32=8,var_off=(0x0; 0xf))', 'A number from 0 to 8.'],
  [
    'scalar(smax=9223372036854775804,umax=18446744073709551612)',
    'A number of at most 9223372036854775804, perhaps negative.',
  ],
  ['scalar(id=2,smin=0xffffffff80000000,smax=smax32=16)', 'A number from -2147483648 to 16.'],
  ['map_value_or_null(id=1,off=0,ks=4,vs=56,imm=0)', 'A value of a map, 56 bytes, or NULL: not checked yet.'],
  ['map_value(id=1,map=entries,ks=4,vs=56,imm=8)', 'A value of the map entries, 56 bytes, moved by 8 bytes.'],
  ['map_ptr(map=entries,ks=4,vs=56)', 'The map entries.'],
  ['ringbuf_mem_or_null(id=2,sz=24)', 'Memory of 24 bytes, or NULL: not checked yet.'],
  ['mem(id=0,ref_obj_id=2,off=0,imm=0)', 'Memory, such as a reservation in a ring buffer.'],
  ['trusted_ptr_task_struct(off=3312)', 'A pointer to the kernel’s struct task_struct, moved by 3312 bytes.'],
  ['ptr_or_null_task_struct(id=1)', 'A pointer to the kernel’s struct task_struct, or NULL: not checked yet.'],
  ['untrusted_ptr_file()', 'A pointer that the kernel does not vouch for, to the kernel’s struct file.'],
  ['pkt(r=14)', 'A pointer of the kind pkt.'],
];

const slots: readonly (readonly [state: string, meaning: string])[] = [
  ['mmmm????', 'Of 8 bytes 4 were written.'],
  ['mmmmmmmm', 'All 8 bytes were written.'],
  ['00000000', 'All 8 bytes are zero.'],
  ['????????', 'Never written.'],
  ['ppppmmmm', 'All 8 bytes were written.'],
  ['0', 'Holds: The number 0.'],
  ['map_value', 'Holds: A value of a map.'],
  ['mmmmscalar(smin=0,smax=umax=255)', 'Holds: A number from 0 to 255.'],
];

describe('the meaning of a state', () => {
  for (const [state, meaning] of cases) it(state, () => assert.equal(meaningOf('R1', state), meaning));
  for (const [state, meaning] of slots)
    it(`on the stack: ${state}`, () => assert.equal(meaningOf('fp-8', state), meaning));
});
