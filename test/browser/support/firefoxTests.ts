/**
 * The tests that `npm test` also runs in Firefox: those that depend on the engine. What a test decides without the engine is
 * decided the same in both browsers. `npm run test:firefox` runs every test that Firefox can run.
 */
const SELECTED: Readonly<Record<string, string>> = {}

/** The tests that Firefox cannot run, with the reason. */
const IMPOSSIBLE: Readonly<Record<string, string>> = {}

/** Why Firefox does not run this test, or `null` if it does. */
export function reasonToSkipInFirefox(name: string, runsAll: boolean): string | null {
  if (name in IMPOSSIBLE) return IMPOSSIBLE[name] ?? null
  return runsAll || name in SELECTED ? null : 'npm test does not run this test in Firefox; npm run test:firefox does'
}
