import { Wallet, getBytes, hexlify } from 'ethers'
import { describe, expect, it } from 'vitest'
import type { Hex } from '../../core/types'
import { parseDecimal, ZERO } from '../formats/decimal'
import { updateDigest } from './encoding'
import { createEmbeddedNitronode } from './nitronode'
import type { EmbeddedNitronodeOptions } from './types'

const ALICE = new Wallet(`0x${'11'.repeat(32)}`)
const BOB = new Wallet(`0x${'22'.repeat(32)}`)

type Rows = readonly (readonly [participant: Wallet, asset: string, amount: string])[]

function setUp(options: EmbeddedNitronodeOptions = {}, rows: Rows = [[ALICE, 'usdc', '1']]) {
  let now = 1_800_000_000_000
  const node = createEmbeddedNitronode({ clock: () => now, rateLimit: { perSecond: 10, burst: 20 }, ...options })
  const { id } = node.createSession({
    participants: [ALICE.address, BOB.address], weights: [100, 0], quorum: 100, application: 'test-app',
    allocations: rows.map(([{ address }, asset, amount]) => ({ participant: address, asset, amount })),
  })
  const open = () => {
    const answers: string[] = []
    const closed: number[] = []
    const connection = node.connect({ onMessage: text => answers.push(text), onClose: code => closed.push(code) })
    return { connection, answers, closed, ask: (request: unknown) => { connection.receive(JSON.stringify(request)) } }
  }
  const update = (intent: number, version: number, allocations: Rows, signer = ALICE) => {
    const given = allocations.map(([{ address }, asset, amount]) => ({ participant: address, asset, amount }))
    const digest = updateDigest({
      sessionId: id, intent, version: BigInt(version), sessionData: '',
      allocations: given.map(row => ({ ...row, amount: parseDecimal(row.amount) ?? ZERO })),
    })
    const signature = `0xa1${signer.signMessageSync(getBytes(digest)).slice(2)}`
    return [1, version * 10 + intent, 'app_sessions.v1.submit_app_state', {
      app_state_update: { app_session_id: id, intent, version: String(version), allocations: given, session_data: '' },
      quorum_sigs: [signature],
    }, now]
  }
  return { node, id, open, update, pass: (ms: number) => { now += ms } }
}

const errorsOf = (answers: readonly string[]): string[] =>
  answers.flatMap(text => (JSON.parse(text) as [number, number, string, { error?: string }])[3].error ?? [])

describe('the limits of a connection', () => {
  const ping = [1, 7, 'node.v1.ping', {}, 0]

  it('a connection to the embedded nitronode may send 20 messages at once and 10 in each further second', () => {
    const { open, pass } = setUp()
    const { ask, answers, closed } = open()
    for (let count = 0; count < 20; count++) ask(ping)
    pass(1_000)
    for (let count = 0; count < 10; count++) ask(ping)
    expect(answers).toHaveLength(30)
    expect(closed).toEqual([])
  })

  it('a message above the rate limit ends the socket to the embedded nitronode without an error, and loses answers on their way', () => {
    const { open } = setUp({ latency: (_, { method }) => method === '' ? undefined : new Promise<void>(() => {}) })
    const { ask, answers, closed } = open()
    for (let count = 0; count < 21; count++) ask(ping)
    expect(answers).toEqual([])
    expect(closed).toEqual([1006])
  })

  it('a frame of 131,072 bytes is read by the embedded nitronode, and one more byte ends the socket with 1009', () => {
    const { open } = setUp()
    const [fits, tooLong] = [open(), open()]
    const frame = (bytes: number) => [1, 1, 'node.v1.ping', { text: 'é'.repeat(500) + 'x'.repeat(bytes) }, 0]
    const overhead = new TextEncoder().encode(JSON.stringify(frame(0))).length
    fits.ask(frame(131_072 - overhead))
    tooLong.ask(frame(131_073 - overhead))
    expect([fits.closed, tooLong.closed]).toEqual([[], [1009]])
    expect(fits.answers).toHaveLength(1)
  })
})

describe('two updates with one version', () => {
  it.each([
    ['verified', 'close intent contains unexpected allocation for participant'],
    ['checked', 'failed to update app session: concurrent modification detected for session'],
  ] as const)('the embedded nitronode refuses an update that is held at %s while another one with the same version is accepted, and pays nothing twice', async (point, text) => {
    let release = (): void => {}
    const gate = new Promise<void>((resolve) => { release = resolve })
    const { node, id, open, update } = setUp({
      latency: (at, { connection }) => connection === 1 && at === point ? gate : undefined,
    })
    const [late, early] = [open(), open()]
    late.ask(update(3, 2, [[ALICE, 'usdc', '1']]))
    early.ask(update(3, 2, [[ALICE, 'usdc', '1']]))
    release()
    await gate
    await Promise.resolve()
    expect(errorsOf(early.answers)).toEqual([])
    expect(errorsOf(late.answers)).toEqual([expect.stringContaining(text)])
    expect(node.releases()).toMatchObject([{ sessionId: id, amount: '1' }])
    expect(node.updates()).toHaveLength(1)
  })
})

describe('operate', () => {
  it('the embedded nitronode refuses an operate that omits a participant who holds something', () => {
    const { open, update } = setUp({}, [[ALICE, 'usdc', '1'], [BOB, 'usdc', '2']])
    const { ask, answers } = open()
    ask(update(0, 2, [[ALICE, 'usdc', '3']]))
    expect(errorsOf(answers)).toEqual([`operate intent missing allocation for participant ${BOB.address.toLowerCase()}, `
      + 'asset usdc with current amount 2'])
  })

  it('a close on the embedded nitronode omits a participant whom an operate left with nothing', () => {
    const { node, id, open, update } = setUp({}, [[ALICE, 'usdc', '1'], [BOB, 'usdc', '2']])
    const { ask, answers } = open()
    ask(update(0, 2, [[ALICE, 'usdc', '3'], [BOB, 'usdc', '0']]))
    ask(update(3, 3, [[ALICE, 'usdc', '3']]))
    expect(errorsOf(answers)).toEqual([])
    expect(node.session(id)).toMatchObject({ status: 'closed', version: 3, allocations: [] })
    expect(node.balances(ALICE.address as Hex)).toEqual([{ asset: 'usdc', amount: '3' }])
  })
})

describe('a restart', () => {
  it('a restart of the embedded nitronode ends the sockets and drops an update that is not committed', () => {
    const { node, id, open, update } = setUp({ latency: point => point === 'checked' ? new Promise<void>(() => {}) : undefined })
    const { ask, answers, closed } = open()
    ask(update(3, 2, [[ALICE, 'usdc', '1']]))
    node.restart()
    expect(closed).toEqual([1006])
    expect(answers).toEqual([])
    expect(node.session(id)).toMatchObject({ status: 'open', version: 1 })
  })

  it('a disposed embedded nitronode accepts no connections', () => {
    const { node, open } = setUp()
    node.dispose()
    expect(open).toThrow(RangeError)
  })
})

describe('setting up a node', () => {
  it.each(['0', '-1', '1,5', ''])('fundSession of the embedded nitronode rejects the amount %j', (amount) => {
    const { node, id } = setUp()
    expect(() => { node.fundSession(id, ALICE.address, 'usdc', amount) }).toThrow(RangeError)
  })

  it('fundSession of the embedded nitronode rejects a session that the node does not have', () => {
    const { node } = setUp()
    expect(() => { node.fundSession(hexlify(new Uint8Array(32)), ALICE.address, 'usdc', '1') }).toThrow(RangeError)
  })
})
