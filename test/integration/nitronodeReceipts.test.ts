import { getBytes, Wallet } from 'ethers'
import { beforeAll, describe, expect, it } from 'vitest'
import { createMemoryJournal, createNitroliteClient, verifyReceipt, type Receipt, type SignerInput } from '../../src/core'
import { updateDigest } from '../../src/core/protocols/nitronode/digests'
import { createEmbeddedNitronode, createVirtualTime } from '../../src/testing'
import { ALICE, ALICE_KEY, APPLICATION, BOB, split } from '../helpers/people'
import { leavesOf, tampered } from '../helpers/tampering'
import { loadNitronode } from '../helpers/loadNitronode'

beforeAll(loadNitronode)

let count = 0

/** Closes a session that holds 0.7 and 0.3 usdc, and returns the receipt as a store would keep it. */
async function closeOnce(signer: SignerInput, alice: string, bob: string): Promise<{ receipt: Receipt, broker: string }> {
  const time = createVirtualTime(1_800_000_000_000)
  const node = createEmbeddedNitronode({ clock: time.now, timers: time })
  const { id: sessionId } = node.createSession({
    participants: [ALICE, BOB], weights: [100, 0], quorum: 100, application: APPLICATION,
    allocations: split([ALICE, '0.7'], [BOB, '0.3']),
  })
  const client = createNitroliteClient({
    url: `ws://receipts-${++count}.test`, application: APPLICATION, signer, timers: time, journal: createMemoryJournal(),
    WebSocket: node.WebSocket as never,
  })
  client.connect().catch(() => {})
  await time.runUntil(() => client.status === 'ready', 60_000)
  const closing = client.close({ sessionId, allocations: split([ALICE, alice], [BOB, bob]) })
  await time.runUntil(() => closing.receipt !== null, 60_000)
  client.dispose()
  return { receipt: JSON.parse(JSON.stringify(closing.receipt)) as Receipt, broker: node.nodeAddress }
}

const wallet = new Wallet(ALICE_KEY)
/** A wallet that asks its person for each signature, so the client uses a session key. */
const person = {
  getAddress: async () => ALICE,
  signTypedData: async (): Promise<string> => { throw new Error('nitronode signs no typed data') },
  signMessage: async (message: Uint8Array) => wallet.signMessage(message),
}

/**
 * Values that no signature covers: those of the ledger of the node, the session's definition and the URL of the node. The
 * application is covered only if a session key signed, by the policy of that key.
 */
const NOT_IN_THE_PROOF = /^(node\.url|session\.(quorum|participants\.\d\.weight)|payouts\.\d\.(transactionId|createdAt)|unproven\..*)$/

describe.each<[string, SignerInput, number]>([
  ['a wallet', ALICE_KEY, 0],
  ['a session key', person, 1],
])('a receipt that %s signed', (by, signer, policies) => {
  it.each([['one step', '0.7', '0.3', '2'], ['two steps', '0.6', '0.4', '3']])(`a nitronode receipt after %s, signed by ${by}, proves the request and the signers and lists what is unproven`, async (_steps, alice, bob, version) => {
    const { receipt, broker } = await closeOnce(signer, alice, bob)
    expect(receipt).toMatchObject({ result: 'closed', protocol: 'nitronode/1', response: null, unproven: ['response'] })
    expect(receipt.policies).toHaveLength(policies)
    expect(JSON.parse(receipt.request.text)).toMatchObject({ intent: 3, version })
    expect(verifyReceipt(receipt, { broker: broker.toLowerCase() })).toEqual({
      isValid: true,
      proven: ['form', 'request', 'signatures', 'policy', 'quorum', 'payouts'],
      unproven: ['response', 'ledger', 'session'],
      contradicted: [],
    })
  })

  it.each([['one step', '0.7', '0.3'], ['two steps', '0.6', '0.4']])(`verifyReceipt detects each altered value of a nitronode receipt after %s, signed by ${by}, except in unproven claims`, async (_steps, alice, bob) => {
    const { receipt, broker } = await closeOnce(signer, alice, bob)
    const leaves = leavesOf(receipt)
    expect(leaves.length).toBeGreaterThanOrEqual(30)
    const missed = leaves.filter(way => verifyReceipt(tampered(receipt, way), { broker }).isValid).map(way => way.join('.'))
    expect(missed.filter(way => !NOT_IN_THE_PROOF.test(way))).toEqual(policies === 0 ? ['session.application'] : [])
  })

  it(`verifyReceipt requires each zero row and the right signature type in a nitronode receipt signed by ${by}`, async () => {
    const { receipt, broker } = await closeOnce(signer, '1', '0')
    const rows = receipt.requested
    const verify = (change: Partial<Receipt>) => verifyReceipt({ ...receipt, ...change }, { broker }).contradicted
    expect(verify({})).toEqual([])
    expect(verify({ requested: rows.filter(({ amount }) => amount !== '0') })).toContain('request')
    expect(verify({ requested: [...rows, ...rows.filter(({ amount }) => amount === '0')] })).toContain('request')
    const [signature = '0x'] = receipt.request.signatures
    const other = signature.startsWith('0xa1') ? '0xa2' : '0xa1'
    const signatures = [`${other}${signature.slice(4)}` as const]
    expect(verify({ request: { ...receipt.request, signatures } })).toContain('signatures')
  })

  it.each<[string, (text: string) => string]>([
    ['the intent to operate', text => text.replace('"intent":3', '"intent":0')],
    ['another version', text => text.replace('"version":"3"', '"version":"4"')],
    ['a version with a leading zero', text => text.replace('"version":"3"', '"version":"03"')],
    ['an amount with a trailing zero', text => text.replace('"0.6"', '"0.60"')],
    ['addresses in lower case', text => text.replace(ALICE, ALICE.toLowerCase())],
    ['rows in another order', text => text.replace(/(\{"participant[^}]*\}),(\{[^}]*\})/, '$2,$1')],
    ['an extra member', text => text.replace('{"app', '{"more":1,"app')],
    ['another spacing', text => text.replace(/^\{/, '{ ')],
    ['a repeated member', text => text.replace('"intent":3', '"intent":0,"intent":3')],
    ['a text that is not JSON', () => '}{'],
    ['the JSON value null', () => 'null'],
  ])(`verifyReceipt contradicts a nitronode request with %s, signed by ${by}`, async (_what, change) => {
    const { receipt, broker } = await closeOnce(signer, '0.6', '0.4')
    const text = change(receipt.request.text)
    expect(text).not.toBe(receipt.request.text)
    expect(verifyReceipt({ ...receipt, request: { ...receipt.request, text } }, { broker }).contradicted).toContain('request')
  })
})

it('verifyReceipt leaves the request unproven when the signed nitronode update is an operate', async () => {
  const { receipt, broker } = await closeOnce(ALICE_KEY, '0.6', '0.4')
  const text = receipt.request.text.replace('"intent":3', '"intent":0')
  const digest = updateDigest({
    sessionId: receipt.session.id, intent: 0, version: 3, allocations: split([ALICE, '0.6'], [BOB, '0.4']), sessionData: '',
  })
  const signatures = [`0xa1${wallet.signMessageSync(getBytes(digest)).slice(2)}`]
  const { contradicted, proven, unproven } = verifyReceipt({ ...receipt, request: { ...receipt.request, text, digest, signatures } }, { broker })
  expect([contradicted, proven.includes('signatures'), unproven.includes('request')]).toEqual([[], true, true])
})

describe('a receipt of another protocol', () => {
  it('verifyReceipt contradicts a nitronode receipt that claims to be from nitrorpc', async () => {
    const { receipt, broker } = await closeOnce(ALICE_KEY, '0.7', '0.3')
    expect(verifyReceipt({ ...receipt, protocol: 'nitrorpc/0.5' }, { broker }).contradicted).toEqual(expect.arrayContaining(['request', 'signatures']))
  })

  it('verifyReceipt contradicts a nitronode receipt with a signed response, because nitronode signs none', async () => {
    const { receipt, broker } = await closeOnce(ALICE_KEY, '0.7', '0.3')
    const response = { text: '{}', signature: receipt.request.signatures[0] }
    expect(verifyReceipt({ ...receipt, response }, { broker }).contradicted).toEqual(['response'])
  })
})

describe('a session key that signed', () => {
  it('verifyReceipt accepts a session key only with the policy of a participant for the application of the session', async () => {
    const { receipt, broker } = await closeOnce(person, '0.7', '0.3')
    const verdict = (change: Partial<Receipt>) => verifyReceipt({ ...receipt, ...change }, { broker })
    expect(verdict({ policies: [] })).toMatchObject({ isValid: true, unproven: ['policy', 'quorum', 'response', 'ledger', 'session'] })
    expect(verdict({ session: { ...receipt.session, application: 'another' } }).contradicted).toEqual(['policy', 'quorum'])
    expect(verdict({ policies: receipt.policies.map(policy => ({ ...policy, wallet: BOB })) }).contradicted).toEqual(['policy', 'quorum'])
  })
})
