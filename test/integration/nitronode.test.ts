import { beforeAll, describe, expect, it } from 'vitest'
import { createMemoryJournal, verifyReceipt } from '../../src/core'
import type { Hex } from '../../src/core'
import { createEmbeddedClearnode } from '../../src/testing'
import { ALICE, BOB, freshUrl, Person, run, setUp } from '../helpers/nitronodeFlow'
import { loadNitronode } from '../helpers/loadNitronode'

beforeAll(loadNitronode)

describe('a closing on nitronode 1.x', () => {
  it('a session on nitronode is closed in one step when the allocations are unchanged', async () => {
    const { time, node, id, make, split, released } = setUp()
    const client = make()
    await run(time, client.connect())
    expect(client.protocol).toBe('nitronode/1')
    const closing = client.close({ sessionId: id, allocations: split('1', '0') })
    const receipt = await run(time, closing)
    expect(receipt).toMatchObject({ result: 'closed', protocol: 'nitronode/1', response: null })
    expect(closing.steps.map(({ name, submission, status }) => [name, submission, status])).toEqual([
      ['checked', null, 'done'], ['signed', 'close', 'done'], ['sent', 'close', 'done'], ['confirmed', 'close', 'done'],
      ['paid', null, 'done'],
    ])
    expect(released()).toEqual([[ALICE.address.toLowerCase(), '1']])
    expect(node.session(id)).toMatchObject({ status: 'closed', version: 2 })
  })

  it('a session on nitronode is closed in two steps, both shown, when the allocations are new', async () => {
    const { time, node, id, make, split, released } = setUp()
    const client = make()
    await run(time, client.connect())
    const closing = client.close({ sessionId: id, allocations: split('0.70', '0.3') })
    expect(await run(time, closing)).toMatchObject({ result: 'closed', differences: [] })
    expect(closing.steps.map(({ name, submission }) => [name, submission])).toEqual([
      ['checked', null],
      ['signed', 'operate'], ['sent', 'operate'], ['confirmed', 'operate'],
      ['signed', 'close'], ['sent', 'close'], ['confirmed', 'close'],
      ['paid', null],
    ])
    expect(node.updates().map(({ intent, version }) => [intent, version])).toEqual([[0, 2], [3, 3]])
    expect(released()).toEqual(expect.arrayContaining([[ALICE.address.toLowerCase(), '0.7'], [BOB.address.toLowerCase(), '0.3']]))
  })

  it('a wallet is asked once for both nitronode steps, because a session key signs them', async () => {
    const { time, node, id, make, split } = setUp()
    const person = new Person()
    const client = make({ signer: person })
    await run(time, client.connect())
    const receipt = await run(time, client.close({ sessionId: id, allocations: split('0', '1') }))
    expect(receipt.result).toBe('closed')
    expect(receipt.policies).toMatchObject([{ wallet: ALICE.address, application: 'test-app' }])
    expect(person.asked).toHaveLength(1)

    const { nodeAddress: broker } = node
    expect(verifyReceipt(receipt, { broker })).toEqual({
      isValid: true, contradicted: [],
      proven: ['form', 'request', 'signatures', 'policy', 'quorum', 'payouts'], unproven: ['response', 'ledger', 'session'],
    })
    const altered = { ...receipt, request: { ...receipt.request, text: receipt.request.text.replace('"1"', '"2"') } }
    expect(verifyReceipt(altered, { broker }).contradicted).toContain('request')
  })
})

describe('protocol detection', () => {
  it('a nitronode is detected with one ping, and its protocol is remembered for the URL', async () => {
    const { time, make, sent } = setUp()
    const url = freshUrl()
    const pings = () => sent.splice(0).filter(text => text.includes('ping'))
    const first = make({ url })
    await run(time, first.connect())
    expect(pings()).toEqual([expect.stringMatching(/^\{"req":\[\d+,"ping"/)])
    const second = make({ url })
    await run(time, second.connect())
    expect(pings()).toEqual([expect.stringMatching(/^\[1,\d+,"node\.v1\.ping"/)])
  })

  it('a closing of the earlier protocol shows PROTOCOL_CHANGED and is not sent again when a ClearNode becomes a nitronode', async () => {
    const { time, node, make, journal, sent } = setUp()
    const old = createEmbeddedClearnode({ clock: time.now, timers: time, faults: { faults: [
      { kind: 'cut', at: { moment: 'sent', method: 'close_app_session' } },
    ] } })
    const { id } = old.createSession({
      participants: [ALICE.address, BOB.address], weights: [100, 0], quorum: 100, application: 'test-app',
      allocations: [{ participant: ALICE.address, asset: 'usdc', amount: '1' }],
    })
    let present: { WebSocket: unknown } = old
    const WebSocket = function open(url: string) { return new (present.WebSocket as new (url: string) => object)(url) }
    const url = freshUrl()
    const client = make({ url, WebSocket: WebSocket as never })
    await run(time, client.connect())
    expect(client.protocol).toBe('nitrorpc/0.5')
    const closing = client.close({ sessionId: id, allocations: [{ participant: ALICE.address, asset: 'usdc', amount: '1' }] })
    closing.subscribe(({ state }) => { if (state === 'confirming') present = node })
    await time.advance(120_000)
    expect(client.protocol).toBe('nitronode/1')
    expect(closing.state).toBe('confirming')
    expect(closing.error?.code).toBe('PROTOCOL_CHANGED')
    expect(await journal.list()).toMatchObject([{ record: { protocol: 'nitrorpc/0.5', sessionId: id } }])
    expect(sent.filter(text => text.includes('close_app_session'))).toHaveLength(1)
    client.dispose()

    const later = make({ url, WebSocket: WebSocket as never })
    await run(time, later.connect())
    await time.advance(120_000)
    expect(later.closings.list()).toMatchObject([{ sessionId: id, state: 'confirming', error: { code: 'PROTOCOL_CHANGED' } }])
    expect(sent.filter(text => text.includes('close_app_session'))).toHaveLength(1)
    later.dispose()
  })
})

describe('a lost answer', () => {
  it.each(['operate', 'close'])('the outcome of a closing is looked up when the nitronode answer to %s is lost, and the session is paid once', async (which) => {
    let isCut = false
    const { time, node, id, make, split, released } = setUp({}, {
      latency: (point) => {
        const isTarget = node.updates().length === (which === 'operate' ? 1 : 2)
        if (point === 'committed' && isTarget && !isCut) {
          isCut = true
          node.restart()
        }
        return undefined
      },
    })
    const client = make()
    await run(time, client.connect())
    expect(await run(time, client.close({ sessionId: id, allocations: split('0.5', '0.5') }))).toMatchObject({ result: 'closed' })
    expect(isCut).toBe(true)
    expect(node.updates()).toHaveLength(2)
    expect(released()).toHaveLength(2)
  })

  it('a close is sent again and paid once when nitronode restarts before processing the close', async () => {
    let isCut = false
    const { time, node, id, make, split, released } = setUp({}, {
      latency: (point, { method }) => {
        if (point === 'received' && method.endsWith('submit_app_state') && !isCut) {
          isCut = true
          node.restart()
        }
        return undefined
      },
    })
    const client = make()
    await run(time, client.connect())
    expect(await run(time, client.close({ sessionId: id, allocations: split('1', '0') }))).toMatchObject({ result: 'closed' })
    expect(released()).toEqual([[ALICE.address.toLowerCase(), '1']])
  })
})

it('a closing with sessionData that is too long for nitronode is rejected before the first step, and the longest allowed is accepted', async () => {
  const { time, node, id, make, split } = setUp()
  const client = make()
  await run(time, client.connect())
  const closing = client.close({ sessionId: id, allocations: split('0.5', '0.5'), sessionData: 'x'.repeat(1_025) })
  await expect(run(time, closing)).rejects.toMatchObject({ code: 'OPTIONS_INVALID', info: { data: { option: 'sessionData' } } })
  expect(closing.state).toBe('failed')
  expect(node.session(id)).toMatchObject({ version: 1, status: 'open' })
  const fits = 'x'.repeat(1_024)
  await run(time, client.close({ sessionId: id, allocations: split('0.5', '0.5'), sessionData: fits }))
  expect(node.session(id)).toMatchObject({ status: 'closed', sessionData: fits })
})

describe('two clients that close one session', () => {
  it('one of two competing nitronode closings completes, the other fails, and the session is paid once', async () => {
    const { time, node, id, make, split, released } = setUp()
    const [ourClient, theirClient] = [make(), make({ journal: createMemoryJournal() })]
    await run(time, Promise.all([ourClient.connect(), theirClient.connect()]))
    const ours = ourClient.close({ sessionId: id, allocations: split('0.5', '0.5') })
    const theirs = theirClient.close({ sessionId: id, allocations: split('0.1', '0.9') })
    const outcomes = await run(time, Promise.allSettled([ours, theirs]))
    const loser = outcomes[0].status === 'fulfilled' ? theirs : ours
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(loser.state).toMatch(/^(failed|superseded)$/)
    expect(node.updates()).toHaveLength(2)
    expect(released()).toHaveLength(2)
  })
})

describe('balances', () => {
  it('a client reads the balances of the wallet, and the closed session, from nitronode after logging in', async () => {
    const { time, id, make, split } = setUp()
    const client = make()
    await run(time, client.connect())
    await run(time, client.close({ sessionId: id, allocations: split('1', '0') }))
    const again = make({ signer: `0x${'11'.repeat(32)}` as Hex })
    await run(time, again.connect())
    await time.advance(1_000)
    expect(again.balances).toEqual([{ asset: 'usdc', amount: '1' }])
    expect(await run(time, again.sessions.list())).toMatchObject([{ id, status: 'closed', version: 2 }])
  })
})
