import assert from 'node:assert/strict';
import { parseDeclaration } from '../../../core/formats/declaration';

describe('the declaration of a field', () => {
  const cases: readonly [string, ReturnType<typeof parseDeclaration>][] = [
    ['int irq', { type: 'int', name: 'irq' }],
    ['unsigned  long   long x', { type: 'unsigned long long', name: 'x' }],
    ['unsigned mode', { type: 'unsigned', name: 'mode' }],
    ['char comm[16]', { type: 'char', name: 'comm', dimension: '16' }],
    ['char comm[TASK_COMM_LEN]', { type: 'char', name: 'comm', dimension: 'TASK_COMM_LEN' }],
    ['char comm[ A + 1 ]', { type: 'char', name: 'comm', dimension: 'A + 1' }],
    ['unsigned long[6] args', { type: 'unsigned long', name: 'args', dimension: '6' }],
    ['u64[] x', { type: 'u64', name: 'x', dimension: '' }],
    ['__u8 grid[2][8]', { type: '__u8', name: 'grid', dimension: '2' }],
    ['__data_loc char[] name', { type: 'char', name: 'name', location: 'data_loc', dimension: '' }],
    ['__data_loc char name[]', { type: 'char', name: 'name', location: 'data_loc', dimension: '' }],
    ['__rel_loc char[] name', { type: 'char', name: 'name', location: 'rel_loc', dimension: '' }],
    ['__rel_loc char name[]', { type: 'char', name: 'name', location: 'rel_loc', dimension: '' }],
    ['__data_loc cpumask_t cpumask', { type: 'cpumask_t', name: 'cpumask', location: 'data_loc' }],
    ['__rel_loc cpumask_t cpumask', { type: 'cpumask_t', name: 'cpumask', location: 'rel_loc' }],
    ['__data_loc struct x[] n', { type: 'struct x', name: 'n', location: 'data_loc', dimension: '' }],
    ['__data_loc unsigned char[] buf', { type: 'unsigned char', name: 'buf', location: 'data_loc', dimension: '' }],
    ['const char *const * argv', { type: 'const char *const *', name: 'argv' }],
    ['const char * name', { type: 'const char *', name: 'name' }],
    ['const char*name', { type: 'const char *', name: 'name' }],
    ['struct robust_list_head * * head_ptr', { type: 'struct robust_list_head **', name: 'head_ptr' }],
    ['const void *const rule', { type: 'const void *const', name: 'rule' }],
    ['void __seg_gs * ptr', { type: 'void __seg_gs *', name: 'ptr' }],
    ['const char __attribute__((btf_type_tag("user"))) * path', { type: 'const char *', name: 'path' }],
    ['initcall_t func', { type: 'initcall_t', name: 'func' }],
    ['void (*done)(int,  void *)', { type: 'void (*)(int, void *)', name: 'done' }],
    ['int new', { type: 'int', name: 'new' }],
    ['enum pm_qos class', { type: 'enum pm_qos', name: 'class' }],
    ['const enum landlock_rule_type rule_type', { type: 'const enum landlock_rule_type', name: 'rule_type' }],
    ['u64 int', { type: 'u64', name: 'int' }],
    ['', undefined],
    ['int', undefined],
    ['unsigned int', undefined],
    ['__data_loc', undefined],
    ['__data_loc char[]', undefined],
    ['char[16]', undefined],
    ['char x[16', undefined],
    ['void (*done(int)', undefined],
    ['int a*/ b', undefined],
    ['int *', undefined],
    ['int x-y', undefined],
  ];

  for (const [text, expected] of cases) {
    it(`${expected ? 'reads' : 'refuses'} “${text}”`, () => assert.deepEqual(parseDeclaration(text), expected));
  }
});
