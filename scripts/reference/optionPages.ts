import { chapter, page, table, withErrorLinks, type Row } from './markdown'
import type { Sources } from './sources'

interface OptionGroup {
  /** Name of the file. */
  readonly name: string
  readonly title: string
  readonly text: string
  readonly parts: readonly OptionPart[]
}

interface OptionPart {
  readonly of: string
  /** Only these options. @default all */
  readonly only?: readonly string[]
  /** Stands before the names, for options inside of an option. */
  readonly inside?: string
  readonly heading?: string
}

const CLIENT = 'NitroliteClientOptions'
const OLD_NAMES = ['protocols', 'journal', 'history', 'peers', 'logins']
const ON_CLIENT = 'These are options of `createNitroliteClient`, and of `createNitrolite`, which passes them on.'

/** All option groups, in the order of the navigation. */
export const OPTION_GROUPS: readonly OptionGroup[] = [
  {
    name: 'connection', title: 'Connection', text: ON_CLIENT,
    parts: [
      { of: CLIENT, only: ['url', 'application', 'protocol', 'broker', 'WebSocket', 'socket', 'presence', 'timers', 'limits'] },
    ],
  },
  {
    name: 'wallet', title: 'Wallet and keys', text: `${ON_CLIENT} [Wallets and signers](../../guide/wallets.md) has recipes.`,
    parts: [{ of: CLIENT, only: ['signer', 'signatures', 'sessionKey'] }, { of: 'SessionKeyOptions', inside: 'sessionKey' }],
  },
  {
    name: 'keep', title: 'What is kept', text: `${ON_CLIENT} [Storage](../../guide/storage.md) says what survives a crash.`,
    parts: [
      { of: CLIENT, only: ['keep'] },
      { of: 'KeepOptions', inside: 'keep' },
      { of: 'BrowserPersistenceOptions', heading: 'Options of `createBrowserPersistence`' },
      { of: CLIENT, only: OLD_NAMES, heading: 'Old names' },
    ],
  },
  {
    name: 'recovery', title: 'Recovery and timeouts', text: `${ON_CLIENT} [How a closing proceeds](../../guide/how-a-closing-proceeds.md) says when they count.`,
    parts: [
      { of: CLIENT, only: ['recovery', 'timeouts'] },
      { of: 'RecoveryOptions', inside: 'recovery' },
      { of: 'TimeoutOptions', inside: 'timeouts' },
    ],
  },
  {
    name: 'reconnect', title: 'Reconnecting', text: ON_CLIENT,
    parts: [{ of: CLIENT, only: ['reconnect'] }, { of: 'ReconnectOptions', inside: 'reconnect' }],
  },
  {
    name: 'plugin', title: 'Vue plugin', text: 'Options of `createNitrolite`, beside those of the client, or beside `client`.',
    parts: [
      { of: 'NitroliteVueOptions' },
      { of: 'NitroliteClientOption', heading: 'A client of the app' },
      { of: 'NitroliteKeepOptions', inside: 'keep', only: ['activeSession', 'name', 'allowMemory'] },
    ],
  },
  {
    name: 'composables', title: 'Composables', text: 'The pages of the composables list these options too.',
    parts: [
      { of: 'NitroliteComposableOptions', heading: 'Every composable' },
      { of: 'UseReadingOptions', only: ['signal'], heading: 'Composables that read' },
      { of: 'ClosingCallbacks', heading: '`useCloseSession` and `useClosing`' },
      { of: 'UseAllocationsOptions', heading: '`useAllocations`' },
      { of: 'UseWalletsOptions', only: ['reconnect', 'storage'], heading: '`useWallets`' },
    ],
  },
  {
    name: 'calls', title: 'Closings and queries', text: 'What single calls take.',
    parts: [
      { of: 'CloseRequest', heading: '`client.close`' },
      { of: 'ProposeRequest', heading: '`client.propose`' },
      { of: 'CoSignOptions', heading: '`client.coSign`' },
      { of: 'SessionQuery', heading: '`client.sessions.list` and `useAppSessions`' },
      { of: 'HistoryQuery', heading: '`client.closings.history` and `useClosingHistory`' },
      { of: 'CallOptions', heading: 'Every call that waits' },
    ],
  },
  {
    name: 'servers', title: 'Servers', text: 'Options of the journals, login stores and room closer of `vue-nitrolite/node`. [Storage](../../guide/storage.md) and [rooms](../../guide/rooms.md) show them in use.',
    parts: [
      { of: 'FileJournalOptions', heading: '`createFileJournal`' },
      { of: 'RedisJournalOptions', heading: '`createRedisJournal`' },
      { of: 'PostgresJournalOptions', heading: '`createPostgresJournal`' },
      { of: 'FileLoginsOptions', heading: '`createFileLogins`' },
      { of: 'RedisLoginsOptions', heading: '`createRedisLogins`' },
      { of: 'PostgresLoginsOptions', heading: '`createPostgresLogins`' },
      { of: 'RoomCloserOptions', heading: '`createRoomCloser`' },
      { of: 'RoomQueueOptions', heading: '`createRoomCloser`: `queue`' },
      { of: 'PostgresRoomsOptions', heading: '`createPostgresRooms`' },
    ],
  },
  {
    name: 'nuxt', title: 'Nuxt module', text: 'Options under `nitrolite` in `nuxt.config.ts`. [Nuxt](../../guide/nuxt.md) shows the module in use.',
    parts: [{ of: 'ModuleOptions' }],
  },
]

function rowsOf({ of, only, inside }: OptionPart, sources: Sources): Row[] {
  const members = sources.membersOf(of)
  const missing = only?.filter(name => !members.some(member => member.name === name)) ?? []
  if (missing.length > 0) throw new Error(`${of} has no ${missing.join(', ')}. Correct the option groups.`)
  return members.filter(({ name }) => !only || only.includes(name)).map(row => ({
    ...row,
    name: inside ? `${inside}.${row.name}` : row.name,
    text: row.text || `See \`${row.type}\`.`,
    fallback: row.isRequired ? 'required' : row.fallback ?? '',
  }))
}

function partOf(part: OptionPart, sources: Sources): string {
  const rows = table(rowsOf(part, sources), 'Option')
  const text = part.only ? '' : withErrorLinks(sources.commentOf(part.of).text)
  const heading = part.heading ?? (part.inside && `\`${part.inside}\``)
  return heading ? chapter(heading, text, rows) : rows
}

/** One page for each option group, by name. */
export const optionPages = (sources: Sources): ReadonlyMap<string, string> => new Map(OPTION_GROUPS.map(group =>
  [group.name, page(`Options: ${group.title}`, 'the types of the options', group.text, ...group.parts.map(part => partOf(part, sources)))]))
