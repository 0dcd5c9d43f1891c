import { describe, expect, inject, it } from 'vitest'
import { readRoomsCommand, ROOMS_USAGE, runRoomsCommand, type Environment } from '../../src/bin/roomsCommand'
import { createPostgresJournal, createPostgresLogins, createPostgresRooms, type RoomResult } from '../../src/node'
import { ALICE_KEY, APPLICATION, BOB } from '../helpers/people'
import { openPostgres } from '../helpers/postgresRig'
import { startRoomRig, until } from '../helpers/roomRig'

const toBob: RoomResult = { kind: 'winner', participant: BOB }
const secret = 'a secret of more than thirty-two characters'

/** A worker whose rooms, closings and logins are in one Postgres, and the commands for that database. */
async function startCommands(client: object = {}) {
  const { query, schema } = await openPostgres()
  const { host, port, user, password } = inject('postgres')
  const database = `postgres://${user}:${encodeURIComponent(password)}@${host}:${port}/postgres?options=-csearch_path=${schema}`
  const rooms = createPostgresRooms({ query })
  const rig = await startRoomRig('clearnode', { rooms, journal: createPostgresJournal({ query }) })
  const logins = createPostgresLogins({ query, secret })
  const { closer } = rig.createCloser({ rooms, client: { keep: { closings: rig.journal, logins }, ...client } })

  async function run(args: readonly string[], environment: Environment = {}) {
    const written = { out: '', error: '' }
    const code = await runRoomsCommand(args, { out: (text) => { written.out += text }, error: (text) => { written.error += text } }, { DATABASE_URL: database, ...environment })
    return { code, ...written }
  }
  return { ...rig, closer, query, logins, run }
}

/** A node that never answers the first close. */
async function startUnanswered() {
  const rig = await startCommands({ timeouts: { close: 200 }, recovery: { window: 600_000, skew: 100, settle: 300 } })
  rig.node.faults.add({ kind: 'stall', at: { moment: 'checked', method: 'close_app_session' }, ms: 600_000 })
  await rig.closer.start()
  const sessionId = rig.openSession()
  void rig.closer.close('stuck', { sessionId, result: toBob })
  await until(async () => (await rig.rooms.readLog('stuck')).some(({ name }) => name === 'sent'))
  return { ...rig, sessionId }
}

describe('the command "rooms status"', () => {
  it('rooms status counts rooms by state and lists those that are not done, with their age', async () => {
    const { closer, openSession, rooms, run } = await startCommands()
    await closer.start()
    await closer.close('paid', { sessionId: openSession(), result: toBob })
    await until(async () => (await rooms.read(['paid']))[0]?.isOpen === false)
    await closer.stop()
    const waiting = openSession()
    await rooms.add({ roomId: 'waiting', sessionId: waiting, hash: '', request: { sessionId: waiting, result: toBob } }, null)
    const { code, out } = await run(['status'])
    expect(code).toBe(0)
    expect(out.split('\n').map(line => line.split(/ {2,}/).slice(0, 4))).toEqual([
      ['STATE', 'DONE', 'ROOMS', 'WITHOUT WORKER'], ['queued', 'no', '1', '1'], ['closed', 'yes', '1', expect.any(String)],
      [''], ['Rooms that are not done, the oldest first (at most 50):'], ['ROOM', 'STATE', 'AGE', 'WORKER'], ['waiting', 'queued', expect.stringMatching(/^\d+ s$/), 'none'], [''],
    ])
    const json = JSON.parse((await run(['status', '--json', '--state', 'closed'])).out) as { rooms: unknown[] }
    expect(json.rooms).toMatchObject([{ roomId: 'paid', state: 'closed', isOpen: false, worker: null, epoch: 1 }])
  })

  it('rooms status says that a database without the table is the wrong one, and creates nothing in it', async () => {
    const { run, query } = await startCommands()
    expect(await run(['status', '--table', 'elsewhere'])).toEqual({ code: 1, out: '', error: expect.stringContaining('This database has no table elsewhere.') as string })
    expect((await query(`SELECT to_regclass('elsewhere') AS found`, [])).rows).toEqual([{ found: null }])
  })

  it('rooms status says why the database cannot be reached, without its password', async () => {
    const { run } = await startCommands()
    const { code, error } = await run(['status', '--database', 'postgres://user:hidden@127.0.0.1:1/none'])
    expect(code).toBe(1)
    expect(error).toContain('ECONNREFUSED')
    expect(error).not.toContain('hidden')
  })
})

describe('the command "rooms explain"', () => {
  it('rooms explain shows the result, the amounts, the ending and the log of a paid room', async () => {
    const { closer, openSession, run, rooms } = await startCommands()
    await closer.start()
    const sessionId = openSession()
    const receipt = await closer.close('paid', { sessionId, result: toBob })
    await until(async () => (await rooms.read(['paid']))[0]?.isOpen === false)
    const { code, out } = await run(['explain', 'paid'])
    expect(code).toBe(0)
    for (const text of ['Room paid', sessionId, 'closed, done', `${BOB}  1 usdc`, ' as closed', 'request by: this request', 'The journal has removed the record', 'answered', 'payouts']) expect(out).toContain(text)
    for (const signature of receipt.request.signatures) expect(out).not.toContain(signature)
  })

  it('rooms explain shows the attempts of a room whose outcome is unknown and its log, without signatures', async () => {
    const { run, sessionId, journal } = await startUnanswered()
    const [entry] = await journal.list()
    const [attempt] = entry?.record.attempts ?? []
    const { out } = await run(['explain', 'stuck'])
    for (const text of ['sent, not done', 'It has not ended.', `Record in the journal: closing ${entry?.record.closingId}`, `request ${attempt?.attempt.requestId}`, 'overdue']) expect(out).toContain(text)
    const json = await run(['explain', 'stuck', '--json'])
    expect(JSON.parse(json.out)).toMatchObject({ roomId: 'stuck', sessionId, hasLiveWorker: true, ending: null, journal: [{ kind: 'record', attempts: [{ requestId: attempt?.attempt.requestId }] }] })
    const signatures = attempt?.attempt.signatures ?? []
    expect(signatures).toHaveLength(1)
    for (const secretText of [...signatures, attempt?.attempt.policy?.signature ?? '']) expect(out + json.out).not.toContain(secretText)
  })

  it('rooms explain shows what it can of a room whose row and log are damaged', async () => {
    const { closer, openSession, run, query } = await startCommands()
    await closer.start()
    const sessionId = openSession()
    await closer.close('room', { sessionId, result: toBob })
    await closer.stop()
    await query(`UPDATE nitrolite_rooms SET ending = '{', log = '{'`, [])
    const { code, out } = await run(['explain', 'room'])
    expect(code).toBe(0)
    for (const text of [sessionId, 'closed', 'The row is damaged: ', 'The log is damaged.', 'The journal has removed the record']) expect(out).toContain(text)
    expect(JSON.parse((await run(['explain', 'room', '--json'])).out)).toMatchObject({ roomId: 'room', damage: expect.stringContaining('JSON') as string, ending: null, log: null })
  })

  it('rooms explain says why a room has failed, and what to do', async () => {
    const { closer, openSession, run, rooms } = await startCommands()
    await closer.start()
    await Promise.resolve(closer.close('bad', { sessionId: openSession(), result: { kind: 'winner', participant: `0x${'9'.repeat(40)}` } })).catch(() => {})
    await until(async () => (await rooms.read(['bad']))[0]?.isOpen === false)
    const { out } = await run(['explain', 'bad'])
    for (const text of ['failed, done', 'No amounts were computed', 'ALLOCATION_NON_PARTICIPANT', 'What to do:']) expect(out).toContain(text)
    expect(await run(['explain', 'nothing'])).toEqual({ code: 1, out: '', error: 'There is no room nothing.\n' })
  })
})

describe('the command "rooms rotate-login"', () => {
  const environment: Environment = { NITROLITE_PRIVATE_KEY: ALICE_KEY, NITROLITE_LOGIN_SECRET: secret }

  it('rooms rotate-login ends the login, and a running worker pays with the next one', async () => {
    const { closer, openSession, run, url, rooms, wronglyPaid } = await startCommands()
    await closer.start()
    const ids = [openSession(), openSession()] as const
    const first = await closer.close('first', { sessionId: ids[0], result: toBob })
    await until(async () => (await rooms.read(['first']))[0]?.isOpen === false)
    expect(await run(['rotate-login', '--node', url, '--application', APPLICATION], environment)).toMatchObject({ code: 0, error: '' })
    const second = await closer.close('second', { sessionId: ids[1], result: toBob })
    expect(second.request.signers).not.toEqual(first.request.signers)
    expect(wronglyPaid(ids)).toEqual([])
  })

  it('rooms rotate-login refuses while a room may have a request under way, and with --force the room stays as it was', async () => {
    const { run, url, logins, query } = await startUnanswered()
    const stored = async () => (await query('SELECT value FROM nitrolite_logins', [])).rows
    const before = await stored()
    const refused = await run(['rotate-login', '--node', url, '--application', APPLICATION], environment)
    expect(refused).toMatchObject({ code: 1, out: '', error: expect.stringContaining('may have a request under way: 1. Nothing was changed.') as string })
    expect(await stored()).toEqual(before)
    expect(await run(['rotate-login', '--node', url, '--application', APPLICATION, '--force'], environment)).toMatchObject({ code: 0 })
    expect(await stored()).not.toEqual(before)
    expect(await logins.read('another')).toBeNull()
    expect((await run(['explain', 'stuck'])).out).toContain('It has not ended.')
  })

  it('rooms rotate-login changes nothing if its secret is wrong', async () => {
    const { closer, openSession, run, url, query } = await startCommands()
    await closer.start()
    const before = (await query('SELECT value FROM nitrolite_logins', [])).rows
    const { code, error } = await run(['rotate-login', '--node', url, '--application', APPLICATION], { ...environment, NITROLITE_LOGIN_SECRET: 'another secret of more than thirty-two characters' })
    expect([code, error]).toEqual([1, expect.stringContaining('Nothing was changed.')])
    expect((await query('SELECT value FROM nitrolite_logins', [])).rows).toEqual(before)
    const receipt = await closer.close('room', { sessionId: openSession(), result: toBob })
    expect(receipt.result).toBe('closed')
  })
})

describe('command lines', () => {
  const database = 'postgres://a/b'

  it('the database of a rooms command comes from the option, or else from the environment', () => {
    expect(readRoomsCommand(['status', '--database', 'postgres://c/d'], { DATABASE_URL: database })).toMatchObject({ kind: 'status', database: 'postgres://c/d', limit: 50 })
    expect(readRoomsCommand(['explain', 'room 1', '--journal-table', 'j'], { DATABASE_URL: database })).toMatchObject({ kind: 'explain', database, roomId: 'room 1', journalTable: 'j' })
  })

  it.each<[string, string[], Environment]>([
    ['no command', [], { DATABASE_URL: database }],
    ['an unknown command', ['list'], { DATABASE_URL: database }],
    ['no database', ['status'], {}],
    ['an unknown option', ['status', '--stat', 'x'], { DATABASE_URL: database }],
    ['a limit that is not a number', ['status', '--limit', 'many'], { DATABASE_URL: database }],
    ['a state that no row has', ['status', '--state', 'unknown'], { DATABASE_URL: database }],
    ['status with a room', ['status', 'room'], { DATABASE_URL: database }],
    ['explain without a room', ['explain'], { DATABASE_URL: database }],
    ['explain with two rooms', ['explain', 'a', 'b'], { DATABASE_URL: database }],
    ['archive without a room', ['archive', '--node', 'wss://n'], { DATABASE_URL: database }],
    ['archive with two rooms', ['archive', 'a', 'b', '--node', 'wss://n'], { DATABASE_URL: database }],
    ['archive without a node', ['archive', 'a'], { DATABASE_URL: database }],
    ['archive with a wait that is not a number', ['archive', 'a', '--node', 'wss://n', '--wait', 'soon'], { DATABASE_URL: database }],
    ['rotate-login without a node', ['rotate-login', '--application', 'a'], { DATABASE_URL: database, NITROLITE_PRIVATE_KEY: 'k', NITROLITE_LOGIN_SECRET: 's' }],
    ['rotate-login without its secrets', ['rotate-login', '--node', 'wss://n', '--application', 'a'], { DATABASE_URL: database }],
  ])('a command line with %s explains what is wrong, shows how it is used and ends with code 2', async (_, args, environment) => {
    const written = { out: '', error: '' }
    const code = await runRoomsCommand(args, { out: (text) => { written.out += text }, error: (text) => { written.error += text } }, environment)
    expect([code, written.out]).toEqual([2, ''])
    expect(written.error).toMatch(/^\S.+\n\nUsage: /)
  })

  it('the rooms command shows how it is used', async () => {
    const written = { out: '' }
    expect(await runRoomsCommand(['--help'], { out: (text) => { written.out += text }, error: () => {} }, {})).toBe(0)
    expect(written.out).toBe(ROOMS_USAGE)
  })
})
