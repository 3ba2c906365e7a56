import tseslint from 'typescript-eslint';

/** Which folder may import which: docs/architecture.md. test/unit/walls.test.ts says the same again. */
const wall = (folder, forbidden, why) => ({
  files: [`${folder}/**/*.ts`],
  rules: { 'no-restricted-imports': ['error', { patterns: [{ group: forbidden, message: why }] }] },
});

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'test/fixtures', '**/*.mjs', '**/*.cjs'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      eqeqeq: 'error',
    },
  },
  wall(
    'core',
    [
      'vscode',
      'node:*',
      'fs',
      'path',
      '**/server/**',
      '**/client/**',
      '**/machine/**',
      '**/cli/**',
      'vscode-languageclient*',
    ],
    'core is pure: text and bytes in, values out.',
  ),
  wall(
    'machine',
    ['vscode', '**/server/**', '**/client/**', '**/cli/**', 'vscode-language*'],
    'machine knows no editor and no terminal.',
  ),
  wall(
    'server',
    ['vscode', '**/client/**', '**/cli/**', '**/machine/*', '!**/machine/disk'],
    'the server imports core, and of machine what reads files.',
  ),
  wall('client', ['**/server/**', '**/cli/**'], 'client and server talk LSP.'),
  wall('cli', ['vscode', '**/server/**', '**/client/**', 'vscode-language*'], 'the command line knows no editor.'),
);
