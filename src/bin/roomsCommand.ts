import { parseArgs } from 'node:util'
import { NitroliteError } from '../core/errors/errors'
import type { StoredRoomState } from '../rooms/store/roomStore'
import { createPostgresRoomReport } from './rooms/postgresRoomReport'
import type { CommandOutput } from './commandOutput'
import { archiveRoom } from './rooms/archiveRoom'
import { explainRoom } from './rooms/explainRoom'
import { openDatabase } from './rooms/openDatabase'
import { changeLogin } from './rooms/changeLogin'
import { roomStatus } from './rooms/roomStatus'

export const ROOMS_USAGE = `Usage: vue-nitrolite rooms COMMAND [options]

  status               counts the rooms by state, and lists the oldest ones that are not done
  explain ROOM         shows everything that is stored about a room: its row, its ending, its record in the journal, and the
                       log of what was found out and done. No keys and no signatures are shown
  archive ROOM         gives up looking for the outcome of a room that its node cannot tell any more: the node does not know the
                       session, or speaks another protocol. The room ends as failed, and nothing is sent for it any more.
                       Only a person may decide this: the session may have been paid, or may still be paid. Workers may run: the
                       one that has the room is asked to archive it. Refuses while the node knows the session or cannot be
                       asked, and if nothing was sent
  rotate-login         ends the login that the workers share, and makes the next one. Refuses while rooms may have a request
                       under way, unless --force is given

  --database URL       the Postgres database (default: the environment variable DATABASE_URL)
  --table NAME         table of the rooms (default nitrolite_rooms)
  --journal-table NAME table of the journal (default nitrolite_closings)
  --state STATE        status: lists rooms of this state only, also those that are done, such as overpaid
  --limit NUMBER       status: the most rooms to list (default 50)
  --json               status, explain: prints JSON
  --node URL           archive, rotate-login: URL of the node, exactly as the workers have it
  --wait SECONDS       archive: how long the worker that has the room may take (default 30)
  --application NAME   rotate-login: application of the workers
  --scope NAME         rotate-login: scope of the session key, if the workers have one
  --logins-table NAME  rotate-login: table of the logins (default nitrolite_logins)
  --force              rotate-login: also while rooms may have a request under way. Such a request is refused if it reaches the
                       node later, and its room is signed anew. Nothing is paid twice
  --help               shows this text

rotate-login reads two secrets from the environment: NITROLITE_PRIVATE_KEY, the key of the wallet, and NITROLITE_LOGIN_SECRET, the
secret that encrypts the logins. All commands need the package pg. The commands archive and rotate-login also need ws.
`

const OPTIONS = {
  'database': { type: 'string' },
  'table': { type: 'string' },
  'journal-table': { type: 'string' },
  'logins-table': { type: 'string' },
  'state': { type: 'string' },
  'limit': { type: 'string', default: '50' },
  'json': { type: 'boolean', default: false },
  'node': { type: 'string' },
  'wait': { type: 'string', default: '30' },
  'application': { type: 'string' },
  'scope': { type: 'string' },
  'force': { type: 'boolean', default: false },
  'help': { type: 'boolean', default: false },
} as const

/** The states of rows, from the first to the last. */
const STATES: readonly StoredRoomState[] = ['queued', 'sent', 'closed', 'superseded', 'overpaid', 'failed', 'cancelled']

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>

interface Database {
  readonly database: string
  readonly table?: string
  readonly journalTable?: string
}

/** What a command line asks for. */
export type RoomsCommand =
  | { readonly kind: 'help' }
  /** `reason` is a sentence for the person who typed the command. */
  | { readonly kind: 'wrong', readonly reason: string }
  | Database & { readonly kind: 'status', readonly state?: string, readonly limit: number, readonly isJson: boolean }
  | Database & { readonly kind: 'explain', readonly roomId: string, readonly isJson: boolean }
  | Database & { readonly kind: 'archive', readonly roomId: string, readonly node: string, readonly wait: number }
  | Database & {
    readonly kind: 'rotate-login', readonly node: string, readonly application: string, readonly scope?: string, readonly loginsTable?: string
    readonly privateKey: string, readonly secret: string, readonly isForced: boolean
  }

const wrong = (reason: string): RoomsCommand => ({ kind: 'wrong', reason })

/** @param args the arguments after `rooms` */
export function readRoomsCommand(args: readonly string[], environment: Environment): RoomsCommand {
  let parsed
  try {
    parsed = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
  }
  catch (thrown) {
    return wrong(thrown instanceof Error ? thrown.message : String(thrown))
  }
  const { values, positionals: [command, roomId, ...rest] } = parsed
  if (values.help) return { kind: 'help' }
  const { table, state, scope, node, application, 'journal-table': journalTable, 'logins-table': loginsTable, json: isJson } = values
  const database = values.database ?? environment['DATABASE_URL']
  if (!database) return wrong('Name the database: --database postgres://user@host/name, or the environment variable DATABASE_URL.')
  const place = { database, ...table !== undefined && { table }, ...journalTable !== undefined && { journalTable } }
  switch (command) {
    case 'status': {
      const limit = Number(values.limit)
      if (state !== undefined && !STATES.some(known => known === state)) return wrong(`The states are ${STATES.join(', ')}.`)
      if (!Number.isSafeInteger(limit) || limit < 1) return wrong('The limit must be a whole number above 0.')
      return roomId === undefined ? { kind: 'status', ...place, ...state !== undefined && { state }, limit, isJson } : wrong('The command "status" takes no room.')
    }
    case 'explain':
      return roomId !== undefined && rest.length === 0 ? { kind: 'explain', ...place, roomId, isJson } : wrong('Name one room: vue-nitrolite rooms explain ROOM')
    case 'archive': {
      const seconds = Number(values.wait)
      if (roomId === undefined || rest.length > 0) return wrong('Name one room: vue-nitrolite rooms archive ROOM --node wss://node.example/ws')
      if (!Number.isSafeInteger(seconds) || seconds < 1) return wrong('The wait must be a whole number of seconds above 0.')
      return node ? { kind: 'archive', ...place, roomId, node, wait: seconds * 1_000 } : wrong('Name the node of the workers: --node wss://node.example/ws')
    }
    case 'rotate-login': {
      const { NITROLITE_PRIVATE_KEY: privateKey, NITROLITE_LOGIN_SECRET: secret } = environment
      if (!node || !application) return wrong('Name the node and the application of the workers: --node wss://node.example/ws --application my-app')
      if (!privateKey || !secret) return wrong('The environment must have NITROLITE_PRIVATE_KEY and NITROLITE_LOGIN_SECRET.')
      return {
        kind: 'rotate-login', ...place, node, application, ...scope !== undefined && { scope }, ...loginsTable !== undefined && { loginsTable },
        privateKey, secret, isForced: values.force,
      }
    }
    case undefined:
    default: return wrong('The commands are "status", "explain", "archive" and "rotate-login".')
  }
}

/** @returns the exit code: 0 if it is done, 1 if it could not be done, 2 if the command line is wrong */
export async function runRoomsCommand(args: readonly string[], output: CommandOutput, environment: Environment): Promise<number> {
  const command = readRoomsCommand(args, environment)
  if (command.kind === 'help') {
    output.out(ROOMS_USAGE)
    return 0
  }
  if (command.kind === 'wrong') {
    output.error(`${command.reason}\n\n${ROOMS_USAGE}`)
    return 2
  }
  try {
    const { query, close } = await openDatabase(command.database)
    try {
      const report = createPostgresRoomReport({ ...command, query })
      switch (command.kind) {
        case 'status': return await roomStatus(report, command, output)
        case 'explain': return await explainRoom(report, command, output)
        case 'archive': return await archiveRoom(report, query, command, output)
        case 'rotate-login': return await changeLogin(report, query, command, output)
      }
    }
    finally {
      await close()
    }
  }
  catch (thrown) {
    const text = thrown instanceof NitroliteError ? `${thrown.info.what} ${thrown.info.why} [${thrown.code}]` : thrown instanceof Error ? thrown.message || String((thrown as { code?: unknown }).code) : String(thrown)
    output.error(`${text}\n`)
    return 1
  }
}
