import { KEEP_NOTHING, type KeepOptions } from './keepOptions'
import type { NitroliteClientOptions } from './options'
import { refuseOption, requireMethods } from './refuseOption'

type Part = keyof KeepOptions

/** For every part: the name of its option before there was `keep`. */
const OLD_NAMES = {
  closings: 'journal', logins: 'logins', history: 'history', tabs: 'peers', protocols: 'protocols',
} as const satisfies Record<Part, keyof NitroliteClientOptions>

type OldName = typeof OLD_NAMES[Part]

const METHODS: Readonly<Record<Part, readonly string[]>> = {
  closings: ['create', 'replace', 'remove', 'read', 'list'],
  logins: ['exclusively', 'read', 'write'],
  history: ['put', 'find'],
  tabs: ['join'],
  protocols: ['read', 'write'],
}

const PARTS = Object.keys(OLD_NAMES) as Part[]

/** The parts that an app has given, by their new names. `undefined` for the others. */
export type GivenKeep = { readonly [Name in Part]-?: KeepOptions[Name] | undefined }

/** A part under a wrong name would silently be kept in memory. The result of `createBrowserPersistence` also has old names. */
function checkNames(keep: KeepOptions): void {
  const isKnown = (name: string): boolean =>
    PARTS.some(part => name === part || (name === OLD_NAMES[part] && keep[part] !== undefined))
  const unknown = Object.keys(keep).find(name => !isKnown(name))
  if (unknown !== undefined) refuseOption(`keep.${unknown}`, `There is no such part. The parts are ${PARTS.join(', ')}.`)
}

/** What an app has given for a part, by its new or by its old name. */
function givenPart<T>(part: Part, given: T | false | undefined, old: T | undefined): T | false | undefined {
  const oldName = OLD_NAMES[part]
  if (given !== undefined && old !== undefined && given !== old) {
    refuseOption(oldName, `keep.${part} says something else. Leave ${oldName} out; keep.${part} replaces it.`)
  }
  // A value under an old name is not checked, as before.
  if (given === undefined || given === old) return old
  if (given !== false) {
    const reason = `It must be an object with the functions ${METHODS[part].join(', ')}.`
    requireMethods(`keep.${part}`, given, METHODS[part], reason)
  }
  return given
}

/**
 * Reads the option `keep` together with the options that it replaces.
 * @throws `OPTIONS_INVALID`
 */
export function givenKeep(options: Pick<NitroliteClientOptions, 'keep' | OldName>): GivenKeep {
  const { keep = {} } = options
  if (keep !== false && Object(keep) !== keep) refuseOption('keep', 'It must be false or an object.')
  const given: KeepOptions = keep === false ? KEEP_NOTHING : keep
  checkNames(given)
  return {
    closings: givenPart('closings', given.closings, options.journal),
    logins: givenPart('logins', given.logins, options.logins),
    history: givenPart('history', given.history, options.history),
    tabs: givenPart('tabs', given.tabs, options.peers),
    protocols: givenPart('protocols', given.protocols, options.protocols),
  }
}
