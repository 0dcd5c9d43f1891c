import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'

const outward = (files, message, patterns, allowTypeImports = false) => ({
  files,
  ignores: ['**/*.test.ts', '**/*.test-d.ts'],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error', { patterns: patterns.map(regex => ({ regex, message, allowTypeImports })) },
    ],
  },
})

export default tseslint.config(
  { ignores: ['**/dist/', '**/node_modules/', '.cache/', '.reports/', 'coverage/'] },
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
    files: ['src/core/**', 'src/testing/**'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': ['error', 'window', 'document', 'navigator', 'localStorage', 'sessionStorage'],
    },
  },
  outward(
    ['src/core/**'],
    'Dependencies point inwards: the core knows neither Vue nor the testing node nor node:*.',
    ['^(vue|pinia|@vueuse/.*|ws|node:.*)$', '/(composables|components|testing|node|browser|plugin)(/|$)'],
  ),
  outward(
    ['src/core/protocols/**'],
    'Protocols know nothing of closings or of Vue.',
    ['^(vue|pinia|@vueuse/.*|ws|node:.*)$', '/(composables|components|testing|node|browser|plugin)(/|$)', '/closing/(?!types$)'],
  ),
  outward(
    ['src/testing/**'],
    'The embedded node is independent of what it tests, and runs in browsers.',
    ['^(vue|pinia|@vueuse/.*|node:.*)$', '/core/', '/(composables|components|browser|plugin)(/|$)'],
    true,
  ),
)
