/** What is thrown is not always an error: a property of it may throw when it is read, and so may a proxy that was revoked. */
export function propertyOf(thrown: unknown, name: string): unknown {
  try {
    return (Object(thrown) as Record<string, unknown>)[name]
  }
  catch {
    return undefined
  }
}

/**
 * What something thrown says about itself. Errors of another realm have a class of their own, so they are recognised by their
 * message.
 * @returns undefined if it says nothing
 */
export function textOfThrown(thrown: unknown): string | undefined {
  if (typeof thrown === 'string') return thrown || undefined
  if (typeof thrown !== 'object' || thrown === null) return thrown === undefined || thrown === null ? undefined : String(thrown)
  const [text] = [propertyOf(thrown, 'message'), propertyOf(thrown, 'name')].filter(each => typeof each === 'string' && each !== '' && each !== 'Error')
  return text as string | undefined
}

/** How many causes of an error are looked at, one behind the other. */
const LONGEST_CHAIN = 5

/**
 * What browsers and bundlers say when an `import()` finds no module: Chromium and Firefox, Safari, Safari for a page in
 * place of the module, Vite, webpack with its relatives, Module Federation, and SystemJS, which Vite uses for older browsers.
 */
const MESSAGE = /dynamically imported module|Importing a module script failed|is not a valid JavaScript MIME type|Unable to preload CSS|Loading (?:CSS )?chunk \S+ failed|Failed to load chunk|Loading script failed|Error loading \S+ .*\(SystemJS/i
const NAMES: ReadonlySet<unknown> = new Set(['ChunkLoadError', 'ScriptExternalLoadError'])

/**
 * Whether an error says that a part of the app could not be loaded. A deployment removes the files of the version before it,
 * so a page that was opened earlier finds its own parts missing.
 */
export function isMissingModule(thrown: unknown): boolean {
  let next = thrown
  for (let count = 0; count < LONGEST_CHAIN && typeof next === 'object' && next !== null; count++) {
    const message = propertyOf(next, 'message')
    if (NAMES.has(propertyOf(next, 'name')) || (typeof message === 'string' && MESSAGE.test(message))) return true
    next = propertyOf(next, 'cause')
  }
  return false
}
