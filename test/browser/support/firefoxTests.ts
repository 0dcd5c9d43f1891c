/** Texts by the file of a test and the beginning of its name. */
type TextsByTest = Readonly<Record<string, Readonly<Record<string, string>>>>

/**
 * The tests that `npm test` also runs in Firefox, by file and name, with what they find out about another engine. The other
 * tests check what the library and the playground decide, which does not depend on the engine. `npm run test:firefox` runs
 * every test that Firefox can run.
 */
const SELECTED: TextsByTest = {
  'closing.test.ts': {
    'a person edits two linked amounts, closes the session, and sees both balances change':
      'typing in linked inputs, the slider, and a close on ClearNode',
  },
  'componentStates.test.ts': {
    'nothing in SessionCloser moves while a person types into a field of 2 participants (320 px wide)':
      'the layout to the pixel',
    'a participant without weight sees the split, names and who can close, in every appearance':
      'the layout from right to left in 320 pixels',
  },
  'element.test.ts': {
    'session-closer in a plain page connects the wallet of the browser, and closes by keyboard alone':
      'the custom element, and the focus in its shadow root',
  },
  'harness.test.ts': {
    'watchPage reports uncaught errors, console warnings and missing files':
      'whether problems in a page of Firefox are noticed',
  },
  'nitronode.test.ts': {
    'closing with a new split on nitronode shows both steps':
      'a close on nitronode',
  },
  'persistence.test.ts': {
    'a closing survives a reload, is shown in another tab while it runs, and is finished there':
      'IndexedDB and Web Locks when a page is reloaded or closed, and BroadcastChannel',
  },
  'severalTabs.test.ts': {
    'of two tabs that close with different splits at the same moment, the one that lost says that its split was not carried out':
      'Web Locks and IndexedDB, used by two tabs at the same moment',
  },
}

const NO_MEDIA = 'Firefox 153 cannot emulate media features (color scheme, forced colors) over WebDriver BiDi'

/** The tests that Firefox cannot run, with the reason. */
const IMPOSSIBLE: TextsByTest = {
  'accessibility.test.ts': {
    'axe finds no violation': 'a run of axe-core 4.14 crashes the page process of Firefox 153 (in libxul), in every layout',
  },
  'componentStates.test.ts': {
    'SessionCloser follows the color scheme of the page': NO_MEDIA,
    'forced colors in SessionCloser': NO_MEDIA,
  },
  'persistence.test.ts': {
    'the history of closings can be saved as a CSV file': 'Playwright reports no download of this page in Firefox 153',
  },
  'proposalChoice.test.ts': {
    'forced colors let people read': NO_MEDIA,
  },
}

/** Files of the tests that `npm test` runs in Firefox. */
export const SELECTED_FILES = Object.keys(SELECTED)

const find = (texts: TextsByTest, file: string, test: string): string | undefined =>
  Object.entries(texts[file] ?? {}).find(([name]) => test.startsWith(name))?.[1]

/** Why Firefox does not run this test, or `null` if it does. */
export function reasonToSkipInFirefox(file: string, test: string, runsAll: boolean): string | null {
  const isSelected = runsAll || find(SELECTED, file, test) !== undefined
  return find(IMPOSSIBLE, file, test) ?? (isSelected ? null : 'npm test does not run this test in Firefox; npm run test:firefox does')
}

/** Names in the lists that no test of the file has, for example because the test was renamed. */
export const findUnknownNames = (file: string, tests: readonly string[]): string[] =>
  [SELECTED, IMPOSSIBLE].flatMap(texts => Object.keys(texts[file] ?? {})).filter(name => !tests.some(test => test.startsWith(name)))
