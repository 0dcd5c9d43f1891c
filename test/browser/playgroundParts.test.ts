import { getBytes, hexlify, toUtf8Bytes, verifyMessage, verifyTypedData } from 'ethers'
import { describe, expect, it } from 'vitest'
import { compareBalances } from '../../playground/src/balances/balanceWatch'
import { checkNode, isLocalNode, readNodeChoice, writeNodeChoice } from '../../playground/src/node/nodeChoice'
import { MISHAPS } from '../../playground/src/node/mishaps'
import { MAX_WEIGHT, readDraft } from '../../playground/src/node/sessionDraft'
import { describeStrike, describeWaiting, hasStruck, withFault, type AddedFault } from '../../playground/src/node/strikes'
import { sessionToOpen } from '../../playground/src/page/sessionChoice'
import { readMeetingChoice, writeMeetingPlace } from '../../playground/src/together/meetingPlace'
import { providerOf, readMessage, useAskingWallets } from '../../playground/src/wallets/askingWallets'
import { TEST_WALLETS } from '../../playground/src/wallets/testWallets'
import { describeFrame } from '../../playground/src/wire/describeFrame'
import type { AppSessionSummary, ClosingSnapshot } from '../../src'
import { randomSchedule, seededRandom, type Fault } from '../../src/testing'
import { ALICE, BOB } from './support/playgroundPage'

describe('node choice', () => {
  it('readNodeChoice reads the node choice from a query that writeNodeChoice wrote', () => {
    const served = 'ws://127.0.0.1:7824'
    expect(readNodeChoice('', 'clearnode')).toEqual({ node: 'clearnode', application: 'playground' })
    expect(readNodeChoice('', served).node).toBe(served)
    expect(readNodeChoice('?node=nitronode', served).node).toBe('nitronode')
    for (const choice of [{ node: 'wss://a.example/ws?x=1&y=2', application: 'a b&c' }, { node: 'nitronode', application: 'playground' }]) {
      expect(readNodeChoice(writeNodeChoice('?other=1', choice), served)).toEqual(choice)
    }
    expect(writeNodeChoice('?other=1', { node: 'wss://a.example/ws', application: 'playground' })).toBe('?other=1&node=wss://a.example/ws')
  })

  it('checkNode accepts URLs of sockets and the kinds of nodes in the page, and rejects everything else', () => {
    expect(['wss://node.example/ws', 'clearnode', 'nitronode'].map(checkNode)).toEqual([null, null, null])
    expect(checkNode('https://node.example')).toContain('https://')
    expect(checkNode('node')).not.toBeNull()
  })

  it('isLocalNode is true only for nodes on this machine', () => {
    expect(['clearnode', 'ws://127.0.0.1:1', 'ws://localhost:1', 'wss://localhost.example', 'wss://node.example', 'x'].map(isLocalNode))
      .toEqual([true, true, true, false, false, false])
  })
})

it('readMeetingChoice reads the place that writeMeetingPlace wrote, and no place over a relay without its URL', () => {
  const relay = 'wss://relay.example/path'
  const query = `?node=clearnode&relay=${encodeURIComponent(relay)}`
  for (const place of ['hand', 'tabs', 'relay'] as const) {
    expect(readMeetingChoice(writeMeetingPlace(query, place))).toEqual({ place, relay })
  }
  expect(writeMeetingPlace(query, 'tabs')).toBe(`?node=clearnode&relay=${relay}&meet=tabs`)
  for (const without of ['?meet=relay', '?meet=relay&relay=https://relay.example', '?meet=elsewhere', '']) {
    expect(readMeetingChoice(without)).toEqual({ place: 'hand', relay: null })
  }
})

describe('a test wallet that asks before signing', () => {
  const [alice] = TEST_WALLETS
  const { question, declineAll } = useAskingWallets()
  const provider = providerOf(alice)
  const digest = `0x${'5f'.repeat(31)}80`

  it('the test wallet signs the bytes of a message after its person agrees', async () => {
    const signature = provider.request({ method: 'personal_sign', params: [digest, alice.address] })
    expect(question.value).toMatchObject({ kind: 'message', text: digest })
    question.value?.sign()
    expect(verifyMessage(getBytes(digest), await signature as string)).toBe(ALICE)
    expect(question.value).toBeNull()
  })

  it('the test wallet asks about two typed data requests one after the other', async () => {
    const types = { EIP712Domain: [{ name: 'name', type: 'string' }], Policy: [{ name: 'scope', type: 'string' }] }
    const data = { domain: { name: 'playground' }, types, primaryType: 'Policy', message: { scope: 'all' } }
    const [first, second] = [1, 2].map(() => provider.request({ method: 'eth_signTypedData_v4', params: [alice.address, JSON.stringify(data)] }))
    expect(question.value).toMatchObject({ kind: 'typed data', text: expect.stringContaining('"scope": "all"') })
    question.value?.sign()
    expect(verifyTypedData(data.domain, { Policy: types.Policy }, data.message, await first as string)).toBe(ALICE)
    declineAll()
    await expect(second).rejects.toMatchObject({ code: 4001 })
  })

  it('the test wallet shows a readable message as text, and rejects unsupported methods', async () => {
    expect(readMessage(hexlify(toUtf8Bytes('Sign in to playground')))).toBe('Sign in to playground')
    expect(readMessage('0x00ff')).toBe('0x00ff')
    expect(await provider.request({ method: 'eth_requestAccounts' })).toEqual([ALICE])
    await expect(provider.request({ method: 'eth_sendTransaction', params: [{}] })).rejects.toMatchObject({ code: 4200 })
  })
})

describe('session drafts', () => {
  const row = (address: string, weight: string, usdc: string, weth = '') => ({ address, weight, usdc, weth })
  const problemOf = (...args: Parameters<typeof readDraft>) => {
    const result = readDraft(...args)
    return 'problem' in result ? result.problem : null
  }

  it('readDraft turns a draft into a seed without zero rows', () => {
    expect(readDraft([row(ALICE, '60', '1,5', '0.01'), row(BOB, '40', '')], '60', 'app')).toEqual({
      seed: {
        participants: [ALICE, BOB],
        weights: [60, 40],
        quorum: 60,
        allocations: [
          { participant: ALICE, asset: 'usdc', amount: '1.5' },
          { participant: ALICE, asset: 'weth', amount: '0.01' },
        ],
        application: 'app',
      },
    })
  })

  it('readDraft says what is wrong with an invalid draft', () => {
    expect(problemOf([row(ALICE, '1.5', '1'), row(BOB, '0', '')], '1', 'app')).toContain('whole numbers')
    expect(problemOf([row(ALICE, '256', '1'), row(BOB, '0', '')], '1', 'app', MAX_WEIGHT.nitronode)).toContain('to 255')
    expect(problemOf([row(ALICE, '1', '1'), row(BOB, '0', '')], '2', 'app')).toContain('at most 1')
    expect(problemOf([row(ALICE, '1', '0'), row(BOB, '0', '')], '1', 'app')).toContain('Enter an amount')
    expect(problemOf([row(ALICE, '1', '0.0000001'), row(BOB, '0', '')], '1', 'app')).not.toBeNull()
    expect(problemOf([row(ALICE, '1', '1,000'), row(BOB, '0', '')], '1', 'app')).toContain('can be read in two ways')
    expect(problemOf([row(ALICE, '1', '1.5.2'), row(BOB, '0', '')], '1', 'app')).toContain('not a valid amount')
    expect(problemOf([row(ALICE, '1', '-1'), row(BOB, '0', '')], '1', 'app')).not.toBeNull()
  })
})

describe('describeFrame', () => {
  it('describeFrame describes requests, responses, pushes and errors of ClearNode, with every digit of their ids', () => {
    expect(describeFrame('{"req":[9007199254740993,"ping",{},1],"sig":[]}')).toMatchObject({ kind: 'request', method: 'ping', id: '9007199254740993' })
    expect(describeFrame('{"res":[0,"bu",{},1]}')).toMatchObject({ kind: 'push', method: 'bu', id: '' })
    expect(describeFrame('{"res":[7,"error",{"error":"invalid signature"},1]}')).toMatchObject({ kind: 'error', id: '7', hint: 'invalid signature' })
    expect(describeFrame('{"err":[7,400,"bad",1]}')).toMatchObject({ kind: 'error', method: 'error', hint: 'bad' })
    expect(describeFrame('{"res":[7,"close_app_session",{"status":"closed"},1]}')).toMatchObject({ kind: 'response', hint: 'closed' })
    for (const text of ['', 'null', '[]', '{"res":1}', '{"res":']) expect(describeFrame(text)).toMatchObject({ kind: 'unreadable', pretty: text })
  })

  it('describeFrame describes requests, responses, pushes and errors of nitronode', () => {
    const update = { app_session_id: `0x${'ab'.repeat(32)}`, intent: 3, version: '3' }
    const submit = 'app_sessions.v1.submit_app_state'
    expect(describeFrame(`[1,9007199254740993,"${submit}",${JSON.stringify({ app_state_update: update })},1]`))
      .toMatchObject({ kind: 'request', method: submit, id: '9007199254740993', hint: 'close to version 3 · 0xabab…abab' })
    expect(describeFrame(`[2,7,"${submit}",{},1]`)).toMatchObject({ kind: 'response', method: submit, id: '7', hint: '' })
    expect(describeFrame(`[4,7,"${submit}",{"error":"quorum not met"},1]`)).toMatchObject({ kind: 'error', method: submit, hint: 'quorum not met' })
    expect(describeFrame('[4,0,"",{"error":"invalid message format"},1]')).toMatchObject({ kind: 'error', method: 'error', id: '0' })
    expect(describeFrame('[2,7,"app_sessions.v1.get_app_sessions",{"app_sessions":[{"status":"open","version":"2"}],"metadata":{}},1]'))
      .toMatchObject({ hint: 'open · version 2' })
    expect(describeFrame('[2,7,"node.v1.get_assets",{"assets":[{},{}]},1]')).toMatchObject({ hint: '2 listed' })
    expect(describeFrame('[3,0,"note",{"status":"x"},1]')).toMatchObject({ kind: 'push', id: '', hint: 'x' })
    for (const text of ['[5,1,"x",{},1]', '[{}]']) expect(describeFrame(text)).toMatchObject({ kind: 'unreadable', pretty: text })
  })

  it('describeFrame masks tokens', () => {
    expect(describeFrame('{"res":[7,"auth_verify",{"jwt_token":"eyJsecret"},1]}').pretty).not.toContain('secret')
    expect(describeFrame('{"req":[7,"auth_verify",{"jwt":"eyJsecret"},1]}').pretty).not.toContain('secret')
  })
})

it('compareBalances keeps the previous amount until the balance changes again', () => {
  const first = compareBalances([{ asset: 'usdc', amount: '1' }], undefined)
  expect(first).toEqual([{ asset: 'usdc', amount: '1', before: null }])
  const second = compareBalances([{ asset: 'usdc', amount: '2' }, { asset: 'weth', amount: '3' }], first)
  expect(second).toEqual([{ asset: 'usdc', amount: '2', before: '1' }, { asset: 'weth', amount: '3', before: '0' }])
  expect(compareBalances([{ asset: 'usdc', amount: '2' }, { asset: 'weth', amount: '3' }], second)).toEqual(second)
})

describe('which session the playground opens', () => {
  const session = (id: string, status = 'open') => ({ id, status }) as AppSessionSummary
  const closing = (sessionId: string, state: string, isResumed = false) => ({ sessionId, state, isResumed }) as ClosingSnapshot

  it('sessionToOpen never opens a session that is simply closed', () => {
    expect(sessionToOpen([session('a', 'closed'), session('b')], [], 'a')).toBe('b')
    expect(sessionToOpen([session('a', 'closed')], [closing('a', 'closed')], 'a')).toBeNull()
    expect(sessionToOpen([], [], 'a')).toBeNull()
  })

  it('sessionToOpen returns the session that was open before the reload', () => {
    expect(sessionToOpen([session('a'), session('b')], [], 'b')).toBe('b')
  })

  it('sessionToOpen returns to a session that is being closed, or was closed during the reload', () => {
    expect(sessionToOpen([session('a'), session('b')], [closing('b', 'confirming')], null)).toBe('b')
    expect(sessionToOpen([session('a'), session('b', 'closed')], [closing('b', 'closed', true)], 'b')).toBe('b')
  })
})

describe('faults that were added', () => {
  const cut: Fault = { kind: 'cut', at: { moment: 'answered' } }
  const counted = (hits: number) => ({ cut: { hits, duringClose: 0, afterLoss: 0 } })

  it('a playground fault has struck when its kind has been hit once more, in the order in which faults were added', () => {
    const added = withFault(withFault([], cut, counted(3)), cut, counted(3))
    const struck = (hits: number) => added.map(each => hasStruck(each, counted(hits)))
    expect([struck(3), struck(4), struck(5)]).toEqual([[false, false], [true, false], [true, true]])
    expect(hasStruck(withFault(added, cut, counted(4))[2] as AddedFault, counted(5))).toBe(false)
  })

  it('every playground fault of the buttons and of random schedules is described in sentences', () => {
    const faults = [
      ...Object.values(MISHAPS).flat().flatMap(({ faults: make }) => make()),
      ...Array.from({ length: 50 }, (_, seed) => randomSchedule(seededRandom(seed), 3).faults).flat(),
    ]
    for (const fault of faults) {
      expect(describeStrike(fault)).toMatch(/^[A-Z].*\.$/)
      expect(describeWaiting(fault)).toMatch(/^[A-Z\d].*\.$/)
    }
  })
})
