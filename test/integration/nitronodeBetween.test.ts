import { beforeAll, describe, expect, it } from 'vitest'
import { createMemoryJournal, verifyReceipt, type NitroliteClient, type NitroliteClientOptions } from '../../src/core'
import type { EmbeddedNitronodeOptions } from '../../src/testing'
import { loadNitronode } from '../helpers/loadNitronode'
import { ALICE, BOB, createBlockingSocket, freshUrl, Person, run, setUp } from '../helpers/nitronodeFlow'

beforeAll(loadNitronode)

const DIRECT = { sessionKey: { use: 'never' } } as const
const METHOD = 'app_sessions.v1.submit_app_state'
const AGREED = { code: 'CLOSING_SPLIT_AGREED', data: { split: `${ALICE.address} 0.5 usdc, ${BOB.address} 0.5 usdc` } }

/** A closing that is `agreed`: the second step was refused because a participant cannot be paid now. */
async function agree(options: Partial<NitroliteClientOptions> = {}, nodeOptions: EmbeddedNitronodeOptions = {}) {
  const world = setUp(options, nodeOptions)
  const { time, node, id, make, split } = world
  const blocked = { is: true }
  const client = make({ WebSocket: createBlockingSocket(node, blocked) })
  await run(time, client.connect())
  const closing = client.close({ sessionId: id, allocations: split('0.5', '0.5') })
  await time.advance(5_000)
  expect(closing.state).toBe('agreed')
  const other = world.make({ journal: createMemoryJournal() })
  await run(time, other.connect())
  const closeElsewhere = (alice: string, bob: string) => run(time, other.close({ sessionId: id, allocations: split(alice, bob) }))
  return { ...world, client, closing, blocked, closeElsewhere }
}

/** A closing whose wallet was asked for its second signature and does not answer. */
async function startUntilSecondSignature(options: Partial<NitroliteClientOptions> = {}) {
  const world = setUp({ ...DIRECT, url: freshUrl(), ...options })
  const { time, id, make, split } = world
  let asked = 0
  const signer = Object.assign(new Person(), {
    signMessage: (message: Uint8Array) => ++asked === 2 ? new Promise<string>(() => {}) : ALICE.signMessage(message),
  })
  const client = make({ signer })
  await run(time, client.connect())
  const closing = client.close({ sessionId: id, allocations: split('0.5', '0.5') })
  await time.advance(5_000)
  return { ...world, client, closing, asked: () => asked }
}

const countRecords = async ({ journal }: { journal: ReturnType<typeof createMemoryJournal> }): Promise<number> => (await journal.list()).length

describe('while the split is agreed', () => {
  it('an agreed closing ends as closed, with a valid receipt, when another client closes with the agreed split', async () => {
    const { time, closing, closeElsewhere, node } = await agree()
    await closeElsewhere('0.5', '0.5')
    await time.advance(10_000)
    expect(closing.state).toBe('closed')
    const { receipt } = closing
    if (!receipt) throw new Error('There is no receipt.')
    expect(verifyReceipt(receipt, { broker: node.nodeAddress })).toMatchObject({ isValid: true })
  })

  it('an agreed closing that is cancelled reads the node first, and is closed if another client has closed the session', async () => {
    const { time, closing, closeElsewhere } = await agree()
    await closeElsewhere('0.5', '0.5')
    if (closing.state === 'agreed') closing.cancel()
    await time.advance(10_000)
    expect(closing.state).toBe('closed')
  })

  it('an agreed closing fails with SESSION_CHANGED, and says what the session holds, when others agree another split', async () => {
    const { time, node, id, closing } = await agree()
    node.faults.add({ kind: 'agree-by-others', at: { after: 0 }, to: 1 })
    await time.advance(10_000)
    expect(closing.state).toBe('failed')
    expect(closing.error).toMatchObject({ code: 'SESSION_CHANGED', data: { node: expect.stringMatching(/^version 3, open, .*\b1 usdc/) } })
    expect(node.session(id)?.status).toBe('open')
  })

  it.each<[string, (client: NitroliteClient) => Promise<unknown>]>([
    ['logging in with another wallet', client => client.connect(`0x${'22'.repeat(32)}`)],
    ['disconnecting', async (client) => { client.disconnect() }],
  ])('%s leaves an agreed closing agreed and its record in the journal', async (_, leave) => {
    const world = await agree()
    const { time, client, closing } = world
    await run(time, leave(client))
    await time.advance(10_000)
    expect(closing.state).toBe('agreed')
    expect(await countRecords(world)).toBe(1)
  })

  it('an agreed closing obeys only the first of several calls of resume() and cancel()', async () => {
    const { time, closing, blocked } = await agree()
    blocked.is = false
    expect([closing.resume(), closing.cancel(), closing.resume()]).toEqual([true, false, false])
    expect(await run(time, closing)).toMatchObject({ result: 'closed' })
  })
})

describe('while the wallet is asked for the second signature', () => {
  it('a closing on nitronode shows signing while the wallet is asked for the second signature, and cancel() returns it to agreed', async () => {
    const { time, node, id, closing, asked } = await startUntilSecondSignature()
    expect([closing.state, asked()]).toEqual(['signing', 2])
    expect(closing.cancel()).toBe(true)
    await time.advance(1_000)
    expect(closing.state).toBe('agreed')
    expect(node.session(id)).toMatchObject({ version: 2, status: 'open' })
    expect(closing.resume()).toBe(true)
    expect(await run(time, closing)).toMatchObject({ result: 'closed' })
    expect(asked()).toBe(3)
  })

  it('a closing on nitronode that is cancelled while the connection is lost stays agreed when the wallet logs in again', async () => {
    const { time, node, closing } = await startUntilSecondSignature({ reconnect: { initialDelay: 5_000, jitter: 0 } })
    node.restart()
    await time.advance(1_000)
    expect(closing.cancel()).toBe(true)
    await time.advance(1_000)
    expect(closing.state).toBe('agreed')
    const states: string[] = []
    closing.subscribe(({ state }) => { states.push(state) })
    await time.advance(30_000)
    expect(states.filter(state => state !== 'agreed')).toEqual([])
    expect(closing.state).toBe('agreed')
  })

  it('cancel() of a closing on nitronode returns false once the second submission is being written to the journal', async () => {
    const { time, id, make, split } = setUp()
    const journal = createMemoryJournal()
    const slow = { ...journal, replace: async (...args: Parameters<typeof journal.replace>) => {
      await new Promise((resolve) => { time.setTimeout(() => { resolve(null) }, 1_000) })
      return journal.replace(...args)
    } }
    const client = make({ journal: slow })
    await run(time, client.connect())
    const closing = client.close({ sessionId: id, allocations: split('0.5', '0.5') })
    const answers: boolean[] = []
    closing.subscribe(({ steps }) => {
      const isWriting = steps.some(step => step.submission === 'close' && step.name === 'sent' && step.status === 'active')
      if (isWriting && answers.length === 0) answers.push(closing.cancel())
    })
    expect(await run(time, closing)).toMatchObject({ result: 'closed' })
    expect(answers).toEqual([false])
  })

  it('close() with other allocations is rejected with the agreed split while the second signature is awaited', async () => {
    const { client, id, split } = await startUntilSecondSignature()
    expect(client.close({ sessionId: id, allocations: split('0.2', '0.8') }).error).toMatchObject(AGREED)
  })

  it('a client of another wallet leaves a closing alone that crashed during its second signature, and closes it once the wallet is back', async () => {
    const { time, client, id, make, released } = await startUntilSecondSignature()
    client.dispose()
    const later = make({ signer: `0x${'22'.repeat(32)}` })
    await run(time, later.connect())
    await time.advance(10_000)
    expect(later.closings.get(id)?.snapshot().isElsewhere).toBe(true)
    await run(time, later.connect(`0x${'11'.repeat(32)}`))
    await time.advance(10_000)
    expect(later.closings.get(id)?.state).toBe('closed')
    expect(released()).toHaveLength(2)
  })
})

describe('an unknown outcome', () => {
  it('a client of another wallet lists an unknown closing without working on it, and the outcome is learned once its own wallet is back', async () => {
    const { time, node, id, make, split, released } = setUp({}, {
      latency: (point, { method }) => point === 'verified' && method.endsWith('submit_app_state') ? 20_000 : undefined,
    })
    const url = freshUrl()
    const first = make({ url })
    await run(time, first.connect())
    first.close({ sessionId: id, allocations: split('1', '0') })
    await time.advance(2_000)
    first.dispose()
    const later = make({ url, signer: `0x${'22'.repeat(32)}` })
    await run(time, later.connect())
    await time.advance(60_000)
    expect(node.session(id)?.status).toBe('closed')
    expect(later.closings.get(id)?.snapshot()).toMatchObject({ state: 'confirming', isElsewhere: true })
    await run(time, later.connect(`0x${'11'.repeat(32)}`))
    await time.advance(60_000)
    expect(later.closings.get(id)?.state).toBe('closed')
    expect(released()).toHaveLength(1)
  })

  it('a closing on nitronode does not ask a wallet that has declined again until resume() is called', async () => {
    const person = new Person()
    const { time, node, id, make, split } = setUp()
    node.faults.add({ kind: 'cut', at: { moment: 'sent', method: METHOD } })
    const client = make({ signer: person })
    await run(time, client.connect())
    const closing = client.close({ sessionId: id, allocations: split('1', '0') })
    closing.subscribe(({ state }) => {
      if (state !== 'submitting') return
      person.isWilling = false
      node.faults.add({ kind: 'expire-key', at: { after: 0 } })
    })
    await time.advance(300_000)
    expect(person.asked).toHaveLength(2)
    expect(closing.snapshot()).toMatchObject({ state: 'confirming', recovery: { phase: 'authorizing' } })
    person.isWilling = true
    expect(closing.resume()).toBe(true)
    expect(await run(time, closing)).toMatchObject({ result: 'closed' })
    expect(person.asked).toHaveLength(3)
  })

  it.each(['settling', 'frozen'])('an unanswered attempt on nitronode stays confirming while the session has the unknown status “%s”', async (status) => {
    let hasStalled = false
    const world = setUp({ timeouts: { close: 5_000 } }, {
      latency: (point) => {
        if (point !== 'verified' || hasStalled) return undefined
        hasStalled = true
        return 60_000
      },
    })
    const { time, node, id, make, split, released } = world
    const SocketWithUnknownStatus = class extends node.WebSocket {
      override dispatchEvent(event: Event): boolean {
        const { data } = event as MessageEvent<string>
        const changed = hasStalled && event.type === 'message' ? data.replace('"status":"open"', `"status":"${status}"`) : data
        return super.dispatchEvent(changed === data ? event : Object.assign(new Event('message'), { data: changed }))
      }
    }
    const client = make({ WebSocket: SocketWithUnknownStatus as never })
    await run(time, client.connect())
    const closing = client.close({ sessionId: id, allocations: split('1', '0') })
    await time.advance(20_000)
    expect(closing.state).toBe('confirming')
    await time.advance(120_000)
    expect(closing.state).toBe('closed')
    expect(released()).toHaveLength(1)
  })
})
