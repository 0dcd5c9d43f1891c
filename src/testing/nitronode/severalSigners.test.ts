import { getBytes, Wallet } from 'ethers'
import { beforeEach, describe, expect, it } from 'vitest'
import { parseDecimal, ZERO } from '../formats/decimal'
import { CLOSE, keyStateDigest, OPERATE, sessionIdOf, updateDigest } from './encoding'
import { createEmbeddedNitronode } from './nitronode'
import type { EmbeddedNitronode } from './types'

const walletAt = (index: number): Wallet => new Wallet(`0x${(0x1000 + index).toString(16).padStart(64, '0')}`)
const [ALICE, BOB, KEY, STRANGER] = [walletAt(1), walletAt(2), walletAt(3), walletAt(4)]
const address = ({ address: mixed }: Wallet): string => mixed.toLowerCase()
const [alice, bob, key] = [address(ALICE), address(BOB), address(KEY)]

type Rows = readonly (readonly [participant: string, amount: string, asset?: string])[]
interface Update { readonly intent: number, readonly version: number, readonly rows: Rows, readonly data?: string }

let now: number
let node: EmbeddedNitronode
let receive: (text: string) => unknown
let id: `0x${string}`

beforeEach(() => {
  now = 1_800_000_000_000
  node = createEmbeddedNitronode({ clock: () => now, rateLimit: { perSecond: 1_000, burst: 1_000 } })
  receive = connect()
  id = seed([ALICE, BOB], [50, 50])
})

function connect(): (text: string) => unknown {
  const frames: string[] = []
  const connection = node.connect({ onMessage: text => frames.push(text), onClose: () => undefined })
  return (text) => {
    connection.receive(text)
    const [type, , , payload] = JSON.parse(frames.at(-1) ?? '[]') as [number, number, string, { error?: string }]
    return type === 4 ? payload.error : payload
  }
}

const seed = (people: readonly Wallet[], weights: readonly number[], quorum = 100): `0x${string}` => node.createSession({
  participants: people.map(address), weights, quorum, application: 'app', allocations: [{ participant: alice, asset: 'usdc', amount: '1' }],
}).id
const digestOf = ({ intent, version, rows, data = '' }: Update, sessionId = id): Uint8Array => getBytes(updateDigest({
  sessionId, intent, version: BigInt(version), sessionData: data,
  allocations: rows.map(([participant, amount, asset = 'usdc']) => ({ participant, asset, amount: parseDecimal(amount) ?? ZERO })),
}))
const sign = (update: Update, signer: Wallet, type = 'a1', sessionId = id): string =>
  `0x${type}${signer.signMessageSync(digestOf(update, sessionId)).slice(2)}`
const stateOf = ({ intent, version, rows, data = '' }: Update, sessionId = id) => ({
  app_session_id: sessionId, intent, version: String(version), session_data: data,
  allocations: rows.map(([participant, amount, asset = 'usdc']) => ({ participant, asset, amount })),
})
const submit = (update: Update, signatures: readonly string[], sessionId = id): unknown =>
  ask('app_sessions.v1.submit_app_state', { app_state_update: stateOf(update, sessionId), quorum_sigs: signatures })
const ask = (method: string, payload: unknown): unknown => receive(JSON.stringify([1, 7, method, payload, 5]))
const bothSign = (update: Update): string[] => [sign(update, ALICE), sign(update, BOB)]

const CLOSE_NOW: Update = { intent: CLOSE, version: 2, rows: [[alice, '1']] }
const GIVE_TO_BOB: Update = { intent: OPERATE, version: 2, rows: [[alice, '0'], [bob, '1']] }
const CLOSE_AFTER: Update = { intent: CLOSE, version: 3, rows: [[bob, '1']] }

function register(version: number, change: { expiresAt?: number, sessions?: string[], possession?: Wallet } = {}): unknown {
  const { expiresAt = now / 1000 + 60, sessions = [id], possession = KEY } = change
  const digest = getBytes(keyStateDigest({
    user: alice, key, version: BigInt(version), applicationIds: [], sessionIds: sessions, expiresAt: BigInt(expiresAt),
  }))
  return ask('app_sessions.v1.submit_session_key_state', {
    state: {
      user_address: alice, session_key: key, version: String(version), application_ids: [], app_session_ids: sessions,
      expires_at: String(expiresAt), user_sig: ALICE.signMessageSync(digest), session_key_sig: possession.signMessageSync(digest),
    },
  })
}

describe('signatures', () => {
  it('anybody submits a close to the embedded nitronode, with the signatures in any order', () => {
    receive = connect()
    expect(submit(CLOSE_NOW, bothSign(CLOSE_NOW).reverse())).toEqual({})
    expect(node.session(id)?.status).toBe('closed')
  })

  it('the embedded nitronode counts a signature that is there twice once', () => {
    expect(submit(CLOSE_NOW, [sign(CLOSE_NOW, ALICE), sign(CLOSE_NOW, ALICE)])).toBe('quorum not met: achieved 50, required 100')
  })

  it('the signatures of a wallet and of its own key crowd out another participant on the embedded nitronode', () => {
    expect(register(1)).toEqual({})
    const [wallet, ownKey] = [sign(CLOSE_NOW, ALICE), sign(CLOSE_NOW, KEY, 'a2')]
    expect(submit(CLOSE_NOW, [wallet, ownKey])).toBe('quorum not met: achieved 50, required 100')
    expect(submit(CLOSE_NOW, [wallet, ownKey, sign(CLOSE_NOW, BOB)])).toBe('quorum_sigs count (3) exceeds participants count (2)')
    expect(submit(CLOSE_NOW, [ownKey, sign(CLOSE_NOW, BOB)])).toEqual({})
  })

  it('one signature of a stranger spoils a close on the embedded nitronode', () => {
    id = seed([ALICE, BOB, walletAt(5)], [50, 50, 0])
    expect(submit(CLOSE_NOW, [...bothSign(CLOSE_NOW), sign(CLOSE_NOW, STRANGER)])).toBe(`signature from non-participant: ${address(STRANGER)}`)
  })

  it('the second of two submitters of the same close is refused by the embedded nitronode', () => {
    const signatures = bothSign(CLOSE_NOW)
    expect([submit(CLOSE_NOW, signatures), submit(CLOSE_NOW, signatures)]).toEqual([{}, 'app session is already closed'])
    expect(node.releases()).toHaveLength(1)
  })
})

describe('what the signatures are over', () => {
  const submitRaw = (rows: string, signatures: readonly string[]): unknown => {
    const state = JSON.stringify(stateOf(CLOSE_NOW)).replace(/"allocations":\[.*?\]/, rows)
    return receive(`[1,7,"app_sessions.v1.submit_app_state",{"app_state_update":${state},"quorum_sigs":${JSON.stringify(signatures)}},5]`)
  }
  const rows = (amount: string) => JSON.stringify([{ participant: alice, asset: 'usdc', amount }])

  it('the embedded nitronode verifies the signatures over what it reads, so a list under a name with a long s must be signed', () => {
    const hidden = `"allocations":${rows('2')},"allocation\u017f":${rows('1')}`
    const shown = `"allocations":${rows('1')},"allocation\u017f":${rows('2')}`
    expect(submitRaw(shown, bothSign(CLOSE_NOW))).toMatch(/^signature from non-participant: 0x/)
    expect(submitRaw(hidden, bothSign(CLOSE_NOW))).toEqual({})
  })

  it('the embedded nitronode reads the members of a state in their order, and those of the payload sorted', () => {
    const [wrong, right] = [rows('2'), rows('1')]
    expect(submitRaw(`"Allocations":${right},"allocations":${wrong}`, bothSign(CLOSE_NOW))).toMatch(/^signature from non-participant/)
    const [signatures, none] = [JSON.stringify(bothSign(CLOSE_NOW)), '[]']
    expect(receive(`[1,7,"app_sessions.v1.submit_app_state",{"quorum_sigs":${signatures},"Quorum_sigs":${none},`
      + `"app_state_update":${JSON.stringify(stateOf(CLOSE_NOW))}},5]`)).toEqual({})
  })

  it.each(['1.00', '1e0', '+1', '01', '1.'])('the embedded nitronode accepts the amount %s if the shortest form was signed', (amount) => {
    expect(submitRaw(`"allocations":${rows(amount)}`, bothSign(CLOSE_NOW))).toEqual({})
  })

  it('rows of zero for an unknown asset pass on a close of the embedded nitronode, but not on an operate', () => {
    const junk: Rows = [[alice, '1'], [bob, '0', 'usd\u0441']]
    const [operate, close] = [{ ...CLOSE_NOW, intent: OPERATE, rows: junk }, { ...CLOSE_NOW, rows: junk }]
    expect(submit(operate, bothSign(operate))).toBe('failed to get asset decimals: asset \'usd\u0441\' is not supported')
    expect(submit(close, bothSign(close))).toEqual({})
  })
})

describe('two steps in one sitting', () => {
  it('an operate and the close after it are signed in one sitting and land on the embedded nitronode one after the other', () => {
    const [first, second] = [bothSign(GIVE_TO_BOB), bothSign(CLOSE_AFTER)]
    expect(submit(CLOSE_AFTER, second)).toBe('invalid app session version: expected 2, got 3')
    expect([submit(GIVE_TO_BOB, first), submit(CLOSE_AFTER, second)]).toEqual([{}, {}])
    expect(node.releases()).toMatchObject([{ participant: bob, amount: '1' }])
  })

  it('a close that was signed in advance lands on the embedded nitronode after any other operate with its split', () => {
    const prepared = bothSign(CLOSE_AFTER)
    const nextRound: Update = { ...GIVE_TO_BOB, data: 'round 2 begins' }
    expect([submit(nextRound, bothSign(nextRound)), submit(CLOSE_AFTER, prepared)]).toEqual([{}, {}])
  })

  it('a wallet signature on the embedded nitronode is valid a year later', () => {
    const signatures = bothSign(CLOSE_NOW)
    now += 365 * 24 * 3_600_000
    expect(submit(CLOSE_NOW, signatures)).toEqual({})
  })
})

describe('keys', () => {
  const noKey = (sessionId: string) => 'failed to recover user wallet: '
    + `no active session key found for key ${key}, app session ${sessionId}, application app`

  it('a key for one session signs for no other session of the embedded nitronode', () => {
    const other = seed([ALICE, BOB], [50, 50])
    expect(register(1)).toEqual({})
    const signatures = [sign(CLOSE_NOW, KEY, 'a2', other), sign(CLOSE_NOW, BOB, 'a1', other)]
    expect(submit(CLOSE_NOW, signatures, other)).toBe(noKey(other))
    expect(submit(CLOSE_NOW, [sign(CLOSE_NOW, KEY, 'a2'), sign(CLOSE_NOW, BOB)])).toEqual({})
  })

  it('a key that expires between the two steps leaves the session of the embedded nitronode open with the new split', () => {
    register(1)
    const [first, second] = [GIVE_TO_BOB, CLOSE_AFTER].map(update => [sign(update, KEY, 'a2'), sign(update, BOB)])
    expect(submit(GIVE_TO_BOB, first ?? [])).toEqual({})
    now += 60_000
    expect(submit(CLOSE_AFTER, second ?? [])).toBe(noKey(id))
    expect(node.session(id)).toMatchObject({ status: 'open', version: 2, allocations: [{ participant: bob, amount: '1' }] })
  })

  it('a key that is registered again revives its old signatures on the embedded nitronode', () => {
    register(1)
    const signatures = [sign(CLOSE_NOW, KEY, 'a2'), sign(CLOSE_NOW, BOB)]
    now += 60_000
    expect(submit(CLOSE_NOW, signatures)).toBe(noKey(id))
    expect(register(2)).toEqual({})
    expect(submit(CLOSE_NOW, signatures)).toEqual({})
  })

  it('the states of keys on the embedded nitronode are public with the signature of the wallet, until they expire', () => {
    register(1)
    const states = () => (ask('app_sessions.v1.get_last_key_states', { user_address: alice }) as { states: object[] }).states
    expect(states()).toMatchObject([{ session_key: key, app_session_ids: [id], user_sig: expect.stringMatching(/^0x/) }])
    now += 60_000
    expect(states()).toEqual([])
  })

  it('nobody registers a key on the embedded nitronode without a signature of the key', () => {
    expect(register(1, { possession: STRANGER })).toBe('invalid_session_key_state: session_key_sig does not match session_key')
  })
})

describe('limits', () => {
  it('32 participants close a session of the embedded nitronode in one message', () => {
    const people = Array.from({ length: 32 }, (_, index) => walletAt(index + 1))
    id = seed(people, Array<number>(32).fill(3), 96)
    expect(submit(CLOSE_NOW, people.map(person => sign(CLOSE_NOW, person)))).toEqual({})
  })

  const create = (weights: readonly number[], quorum: number) => {
    const participants = weights.map((weight, index) => ({ wallet_address: address(walletAt(index + 1)), signature_weight: weight }))
    return ask('app_sessions.v1.create_app_session', {
      definition: { application_id: 'app', participants, quorum, nonce: '7' }, session_data: '', quorum_sigs: ['0x'],
    })
  }

  it.each([
    ['33 participants', Array<number>(33).fill(1), 1, 'participants array exceeds maximum length of 32'],
    ['a weight of 256', [256, 0], 1, 'failed to parse parameters'],
    ['a quorum of 256', [255, 255], 256, 'failed to parse parameters'],
    // The definition passes, so the next check refuses the signature.
    ['a quorum and a weight of 255', [255, 255], 255, 'empty signature after decode at index 0'],
  ] as const)('the embedded nitronode answers a creation with %s as its limits say', (_, weights, quorum, text) => {
    expect(create(weights, quorum)).toBe(text)
  })

  it.each([['é'.repeat(512), {}], ['é'.repeat(600), 'session_data exceeds maximum length of 1024']])(
    'the embedded nitronode counts bytes of session data, not characters (case %#)', (data, answer) => {
      const update = { ...CLOSE_NOW, data }
      expect(submit(update, bothSign(update))).toEqual(answer)
    })

  it('the embedded nitronode answers with an error of its database if session data contains a NUL', () => {
    const update = { ...CLOSE_NOW, data: 'a\0' }
    expect(submit(update, bothSign(update))).toBe('failed to update app session: failed to update app session: '
      + 'ERROR: invalid byte sequence for encoding "UTF8": 0x00 (SQLSTATE 22021)')
  })

  it('the id of a nitronode session does not depend on the node', () => {
    const definition = { application: 'app', participants: [{ wallet: alice, weight: 50n }, { wallet: bob, weight: 50n }], quorum: 100n, nonce: 1n }
    expect(id).toBe(sessionIdOf(definition))
    expect(createEmbeddedNitronode({ nodeAddress: '0x1111111111111111111111111111111111111111' }).createSession({
      participants: [alice, bob], weights: [50, 50], quorum: 100, application: 'app', allocations: [],
    }).id).toBe(id)
  })
})
