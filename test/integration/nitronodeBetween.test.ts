import { beforeAll, describe, expect, it } from 'vitest'
import { createMemoryJournal, verifyReceipt, type NitroliteClient, type NitroliteClientOptions } from '../../src/core'
import type { EmbeddedNitronodeOptions } from '../../src/testing'
import { loadNitronode } from '../helpers/loadNitronode'
import { ALICE, BOB, createBlockingSocket, freshUrl, Person, run, setUp } from '../helpers/nitronodeFlow'

beforeAll(loadNitronode)

const DIRECT = { sessionKey: { use: 'never' } } as const
const METHOD = 'app_sessions.v1.submit_app_state'
const AGREED = { code: 'CLOSING_SPLIT_AGREED', data: { split: `${BOB.address} 0.5 usdc, ${ALICE.address} 0.5 usdc` } }

/** A closing that was stopped between its steps, since a participant cannot be paid now. */
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

/** A closing whose wallet is asked for its second signature, and does not answer. */
async function askTwice() {
  const world = setUp({ ...DIRECT, url: freshUrl() })
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

const journalOf = async ({ journal }: { journal: ReturnType<typeof createMemoryJournal> }): Promise<number> => (await journal.list()).length

describe('while the split is agreed', () => {
  it('a session that somebody closes with it ends the closing as paid', async () => {
    const { time, closing, closeElsewhere, node } = await agree()
    await closeElsewhere('0.5', '0.5')
    await time.advance(10_000)
    expect(closing.state).toBe('closed')
    const { receipt } = closing
    if (!receipt) throw new Error('There is no receipt.')
    expect(verifyReceipt(receipt, { broker: node.nodeAddress })).toMatchObject({ isValid: true })
  })

  it('leaving it asks the node first: what was closed meanwhile is not called open', async () => {
    const { time, closing, closeElsewhere } = await agree()
    await closeElsewhere('0.5', '0.5')
    if (closing.state === 'agreed') closing.cancel()
    await time.advance(10_000)
    expect(closing.state).toBe('closed')
  })

  it('somebody else’s split ends it, and what the session holds now is told', async () => {
    const { time, node, id, closing } = await agree()
    node.faults.add({ kind: 'agree-elsewhere', at: { after: 0 }, to: 1 })
    await time.advance(10_000)
    expect(closing.state).toBe('failed')
    expect(closing.error).toMatchObject({ code: 'SESSION_CHANGED', data: { node: expect.stringMatching(/^version 3, open, .*\b1 usdc/) } })
    expect(node.session(id)?.status).toBe('open')
  })

  it.each<[string, (client: NitroliteClient) => Promise<unknown>]>([
    ['another wallet that logs in', client => client.connect(`0x${'22'.repeat(32)}`)],
    ['a disconnect', async (client) => { client.disconnect() }],
  ])('%s leaves it as it is, and its record where it is', async (_, happen) => {
    const world = await agree()
    const { time, client, closing } = world
    await run(time, happen(client))
    await time.advance(10_000)
    expect(closing.state).toBe('agreed')
    expect(await journalOf(world)).toBe(1)
  })

  it('one decision counts, the first', async () => {
    const { time, closing, blocked } = await agree()
    blocked.is = false
    expect([closing.resume(), closing.cancel(), closing.resume()]).toEqual([true, false, false])
    expect(await run(time, closing)).toMatchObject({ result: 'closed' })
  })
})

describe('while the wallet is asked for the second signature', () => {
  it('that is what is shown, and one can stop there: the split stays agreed', async () => {
    const { time, node, id, closing, asked } = await askTwice()
    expect([closing.state, asked()]).toEqual(['signing', 2])
    expect(closing.cancel()).toBe(true)
    await time.advance(1_000)
    expect(closing.state).toBe('agreed')
    expect(node.session(id)).toMatchObject({ version: 2, status: 'open' })
    expect(closing.resume()).toBe(true)
    expect(await run(time, closing)).toMatchObject({ result: 'closed' })
    expect(asked()).toBe(3)
  })

  it('once it is written down it counts as sent, and stopping says that it is too late', async () => {
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

  it('whoever wants another split is told what is agreed', async () => {
    const { client, id, split } = await askTwice()
    expect(client.close({ sessionId: id, allocations: split('0.2', '0.8') }).error).toMatchObject(AGREED)
  })

  it('a crash leaves it agreed, for a page without the wallet too, and with the wallet it goes on', async () => {
    const { time, client, id, make, released } = await askTwice()
    client.dispose()
    const stranger = make({ signer: `0x${'22'.repeat(32)}` })
    await run(time, stranger.connect())
    await time.advance(10_000)
    expect(stranger.closings.get(id)).toMatchObject({ state: 'agreed', error: { code: 'AUTH_REQUIRED' } })
    await run(time, stranger.connect(`0x${'11'.repeat(32)}`))
    await time.advance(10_000)
    expect(stranger.closings.get(id)?.state).toBe('closed')
    expect(released()).toHaveLength(2)
  })
})

describe('what was sent and is not known', () => {
  it('is found out about while another wallet is there', async () => {
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
    expect(later.closings.get(id)?.state).toBe('closed')
    expect(released()).toHaveLength(1)
  })

  it('does not ask a wallet that has declined again and again, but when it is told to', async () => {
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

  it.each(['settling', 'frozen'])('is not called refused where the node says “%s”', async (status) => {
    const odd = { is: false }
    const world = setUp({ timeouts: { close: 5_000 } }, {
      latency: (point) => {
        if (point !== 'verified' || odd.is) return undefined
        odd.is = true
        return 60_000
      },
    })
    const { time, node, id, make, split, released } = world
    const Odd = class extends node.WebSocket {
      override dispatchEvent(event: Event): boolean {
        const { data } = event as MessageEvent<string>
        const told = odd.is && event.type === 'message' ? data.replace('"status":"open"', `"status":"${status}"`) : data
        return super.dispatchEvent(told === data ? event : Object.assign(new Event('message'), { data: told }))
      }
    }
    const client = make({ WebSocket: Odd as never })
    await run(time, client.connect())
    const closing = client.close({ sessionId: id, allocations: split('1', '0') })
    await time.advance(20_000)
    expect(closing.state).toBe('confirming')
    await time.advance(120_000)
    expect(closing.state).toBe('closed')
    expect(released()).toHaveLength(1)
  })
})
