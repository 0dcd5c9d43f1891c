import { createBrowserPersistence, type BrowserPersistenceOptions } from '../browser/browserPersistence'
import { givenKeep } from '../core/client/givenKeep'
import { KEEP_NOTHING, type KeepOptions } from '../core/client/keepOptions'
import { refuseOption, requireMethods } from '../core/client/refuseOption'
import { browserStorage, type NitroliteStorage } from './activeSession'
import type { NitroliteKeepOptions, NitroliteOptions } from './options'

/** Options with which the plugin makes the client. */
type OptionsOfOwnClient = Extract<NitroliteOptions, { readonly client?: never }>

const isGiven = (value: unknown): boolean => value !== undefined && value !== false

/** Settings of the database, by the options `keep` and `persistence`. Null if the database is not used. */
function databaseOf({ keep = {}, persistence }: OptionsOfOwnClient): BrowserPersistenceOptions | null {
  const refuse = (): never => refuseOption('persistence', 'keep says something else. Leave persistence out; keep replaces it.')
  if (keep === false) return persistence ? refuse() : null
  const { activeSession: _, ...rest } = keep
  if (persistence === false) return Object.values(rest).some(isGiven) ? refuse() : null
  const { name = persistence?.name, allowMemory = persistence?.allowMemory } = rest
  const isContradicted = persistence?.name !== undefined && persistence.name !== name
    || persistence?.allowMemory !== undefined && persistence.allowMemory !== allowMemory
  if (isContradicted) refuse()
  return { ...name !== undefined && { name }, ...allowMemory !== undefined && { allowMemory } }
}

/** The option `keep` without what only the plugin knows. */
function partsOf(keep: NitroliteKeepOptions | false): KeepOptions | false {
  if (keep === false || Object(keep) !== keep) return keep
  const { activeSession: _activeSession, name: _name, allowMemory: _allowMemory, ...parts } = keep
  return parts
}

/**
 * The option `keep` of the client that the plugin makes: what the app has given, and the browser's database for the rest.
 * @throws `OPTIONS_INVALID`
 */
export function browserKeep(options: OptionsOfOwnClient): Required<KeepOptions> {
  const { keep = {} } = options
  const given = givenKeep({ ...options, keep: partsOf(keep) })
  const database = databaseOf(options)
  const defaults: Required<KeepOptions> = database ? createBrowserPersistence(database) : KEEP_NOTHING
  return {
    closings: given.closings ?? defaults.closings,
    logins: given.logins ?? defaults.logins,
    history: given.history ?? defaults.history,
    tabs: given.tabs ?? defaults.tabs,
    protocols: given.protocols ?? defaults.protocols,
  }
}

/**
 * Checks that an app which made the client itself asks the plugin to keep nothing but the active session.
 * @throws `OPTIONS_INVALID`
 */
export function checkKeepBesideClient({ keep }: NitroliteOptions): void {
  const [name] = Object.entries(keep || {}).find(([part, value]) => part !== 'activeSession' && isGiven(value)) ?? []
  if (name !== undefined) refuseOption(`keep.${name}`, 'It is an option of the client. Pass it to createNitroliteClient.')
}

/**
 * Where the id of the active session is kept; null for nowhere.
 * @throws `OPTIONS_INVALID`
 */
export function activeSessionStorage({ keep, storage }: NitroliteOptions): NitroliteStorage | null {
  const given = keep === false ? false : keep?.activeSession
  if (given !== undefined && storage !== undefined && given !== storage) {
    refuseOption('storage', 'keep.activeSession says something else. Leave storage out; keep.activeSession replaces it.')
  }
  if (given) {
    const methods = ['getItem', 'setItem', 'removeItem']
    requireMethods('keep.activeSession', given, methods, `It must be an object with the functions ${methods.join(', ')}, such as sessionStorage.`)
  }
  const chosen = given ?? storage
  return chosen === false ? null : chosen ?? browserStorage()
}
