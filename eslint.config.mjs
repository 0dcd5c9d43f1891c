import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'

// Which part of the source may import which is checked by dependency-cruiser: see `.dependency-cruiser.mjs`.

const TESTS = ['**/*.test.ts', '**/*.test-d.ts']

const ONLY_EFFECTS_WAIT = 'Only effects.ts waits for the node, the wallet or a store.'
const POLICY_IS_PURE = 'The closing policy is a pure function of what is known and of the moment.'

/** A name of a test that begins with its verb says nothing about its subject in a log. */
const NAMELESS = '/^(is|are|was|has|does|can|cannot|must|never|accepts|allows|asks|counts|emits|ends|fails|gives|keeps|leaves|lets|makes|reads|refuses|rejects|renders|resolves|returns|says|sends|shows|stops|takes|tells|throws|uses|works) /'
const NEEDS_SUBJECT = 'A test is named by a whole sentence with its own subject, so that it makes sense alone in a log.'

/** What would make the closing policy depend on more than its arguments. */
const IMPURE_GLOBALS = [
  'globalThis', 'Promise', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'queueMicrotask', 'Date', 'performance', 'crypto',
]

export default tseslint.config(
  { ignores: ['**/dist/', '**/node_modules/', '.cache/', '.reports/', 'coverage/', 'examples/*/*.config.ts', 'examples/nuxt/', 'test/nuxt/app/'] },
  ...tseslint.configs.strict,
  ...vue.configs['flat/recommended'],
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'eqeqeq': ['error', 'always', { null: 'ignore' }],
      'no-undef': 'off',
      'no-var': 'error',
      'prefer-const': 'error',
      'object-shorthand': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-invalid-void-type': 'off',
    },
  },
  {
    files: ['**/*.ts', '**/*.vue'],
    languageOptions: {
      parserOptions: {
        parser: tseslint.parser,
        projectService: true,
        extraFileExtensions: ['.vue'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  {
    files: ['**/*.vue'],
    rules: {
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/require-default-prop': 'off',
    },
  },
  {
    files: ['src/**'],
    rules: { 'no-console': 'error' },
  },
  {
    files: TESTS,
    rules: {
      'no-restricted-syntax': ['error', {
        selector: `CallExpression:matches([callee.name=/^(it|test)$/], [callee.callee.object.name=/^(it|test)$/]) > Literal:first-child[value=${NAMELESS}]`,
        message: NEEDS_SUBJECT,
      }],
    },
  },
  {
    // The core is compiled without the DOM instead: see `src/core/tsconfig.json`.
    files: ['src/testing/**'],
    ignores: TESTS,
    rules: {
      'no-restricted-globals': ['error', 'window', 'document', 'navigator', 'localStorage', 'sessionStorage'],
    },
  },
  {
    files: ['src/core/closing/policy/**'],
    ignores: TESTS,
    rules: {
      'no-restricted-globals': ['error', ...IMPURE_GLOBALS.map(name => ({ name, message: POLICY_IS_PURE }))],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: POLICY_IS_PURE }],
      'no-restricted-syntax': ['error', {
        selector: ':function[async=true], AwaitExpression, ForOfStatement[await=true], CallExpression[callee.property.name=/^(then|catch|finally)$/]',
        message: POLICY_IS_PURE,
      }],
    },
  },
  {
    files: ['src/core/closing/*.ts'],
    ignores: [...TESTS, 'src/core/closing/effects.ts'],
    rules: {
      'no-restricted-syntax': ['error', { selector: ':function[async=true], AwaitExpression, ForOfStatement[await=true]', message: ONLY_EFFECTS_WAIT }],
    },
  },
)
