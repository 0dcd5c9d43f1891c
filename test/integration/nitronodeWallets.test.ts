import { privateKeyToAccount } from 'viem/accounts'
import { beforeAll, describe, expect, it } from 'vitest'
import { verifyReceipt, type SignerInput } from '../../src/core'
import type { KeptLogin, LoginStore } from '../../src/core'
import { ALICE, BOB, createBlockingSocket, Person, run, setUp } from '../helpers/nitronodeFlow'
import { loadNitronode } from '../helpers/loadNitronode'

beforeAll(loadNitronode)

const DIRECT = { sessionKey: { use: 'never' } } as const
const METHOD = 'app_sessions.v1.submit_app_state'

/** A browser wallet with scripted answers that counts the signatures it was asked for. */
function createProvider(answers: Record<string, (params: readonly unknown[]) => unknown> = {}) {
  const asked: string[] = []
  const handlers: Record<string, (params: readonly unknown[]) => unknown> = {
    eth_requestAccounts: () => [ALICE.address.toLowerCase()],
    personal_sign: ([raw]) => ALICE.signMessage(Buffer.from(String(raw).slice(2), 'hex')),
    ...answers,
  }
  const request = async ({ method, params }: { method: string, params?: unknown }): Promise<unknown> => {
    asked.push(method)
    const handler = handlers[method]
    if (!handler) throw Object.assign(new Error('Unsupported method'), { code: 4200 })
    return handler((params ?? []) as readonly unknown[])
  }
  return { provider: { request }, signatures: () => asked.filter(method => method === 'personal_sign').length }
}

const signaturesSent = (sent: readonly string[]): string[] => sent.filter(text => text.includes(METHOD))
  .map(text => (JSON.parse(text) as [number, number, string, { quorum_sigs: string[] }])[3].quorum_sigs[0] ?? '')

describe('a wallet with a session key', () => {
  it('a nitronode wallet is asked once, for the first closing, and not for later closings', async () => {
    const { time, node, id, make, split, sent } = setUp()
    const { id: next } = node.createSession({
      participants: [ALICE.address, BOB.address], weights: [100, 0], quorum: 100, application: 'test-app', nonce: 7,
      allocations: [{ participant: ALICE.address, asset: 'usdc', amount: '1' }],
    })
    const { provider, signatures } = createProvider()
    const client = make({ signer: provider })
    await run(time, client.connect())
    expect(client.account).toBe(ALICE.address)
    expect(signatures()).toBe(0)
    await run(time, client.close({ sessionId: id, allocations: split('0.4', '0.6') }))
    await run(time, client.close({ sessionId: next, allocations: split('0.1', '0.9') }))
    expect(signatures()).toBe(1)
    expect(signaturesSent(sent)).toEqual(Array(4).fill(expect.stringMatching(/^0xa2[\da-f]{130}$/)))
  })

  it('a nitronode wallet is not asked after a reload when the session key is in the login store', async () => {
    const kept = new Map<string, KeptLogin>()
    const logins: LoginStore = {
      exclusively: (_, task) => task(), read: async name => kept.get(name) ?? null, write: async (name, login) => { kept.set(name, login) },
    }
    const { time, node, id, make, split } = setUp({ logins, url: 'ws://kept.test' })
    const { provider, signatures } = createProvider()
    const first = make({ signer: provider, WebSocket: createBlockingSocket(node, { is: true }) })
    await run(time, first.connect())
    first.close({ sessionId: id, allocations: split('0.5', '0.5') })
    await time.advance(5_000)
    first.dispose()
    const later = make({ signer: provider })
    await run(time, later.connect())
    const closing = later.close({ sessionId: id, allocations: split('0.5', '0.5') })
    expect(await run(time, closing)).toMatchObject({ result: 'closed' })
    expect(signatures()).toBe(1)
  })

  it('a nitronode wallet signs directly for a session of another application, for which its session key has no weight', async () => {
    const { time, id, make, split, sent } = setUp({ application: 'another-app' })
    const { provider, signatures } = createProvider()
    const client = make({ signer: provider })
    await run(time, client.connect())
    expect(await run(time, client.close({ sessionId: id, allocations: split('1', '0') }))).toMatchObject({ result: 'closed', policies: [] })
    expect(signatures()).toBe(1)
    expect(signaturesSent(sent)).toEqual([expect.stringMatching(/^0xa1/)])
  })

  it('a nitronode closing is cancelled and sends nothing when the wallet declines', async () => {
    const { time, node, id, make, split, sent } = setUp()
    const person = new Person()
    person.isWilling = false
    const client = make({ signer: person })
    await run(time, client.connect())
    const closing = client.close({ sessionId: id, allocations: split('0.5', '0.5') })
    await expect(run(time, closing)).rejects.toMatchObject({ code: 'WALLET_REJECTED' })
    expect(closing.state).toBe('cancelled')
    expect(node.session(id)).toMatchObject({ version: 1, status: 'open' })
    expect(sent.filter(text => /submit/.test(text))).toEqual([])
  })

  it('a nitronode wallet is not asked again when the answer that registers its session key is lost', async () => {
    const { time, node, id, make, split } = setUp()
    const { provider, signatures } = createProvider()
    node.faults.add({ kind: 'cut', at: { moment: 'answered', method: 'app_sessions.v1.submit_session_key_state' } })
    const client = make({ signer: provider })
    await run(time, client.connect())
    const request = { sessionId: id, allocations: split('0.5', '0.5') }
    expect(await run(time, client.close(request))).toMatchObject({ result: 'closed' })
    expect(signatures()).toBe(1)
  })

  it('a nitronode wallet is asked for a new session key when another device has replaced the current one', async () => {
    const { time, node, id, make, split } = setUp()
    const { provider, signatures } = createProvider()
    node.faults.add({ kind: 'replace-key', at: { moment: 'received', method: METHOD } })
    const client = make({ signer: provider })
    await run(time, client.connect())
    expect(await run(time, client.close({ sessionId: id, allocations: split('0.5', '0.5') }))).toMatchObject({ result: 'closed' })
    expect(signatures()).toBe(2)
  })

  it('a nitronode wallet is asked for a new session key after a reload, and a signature of the expired key is not sent again', async () => {
    const { time, node, id, make, split } = setUp({ url: 'ws://ended.test' })
    let isWilling = true
    const { provider, signatures } = createProvider({
      personal_sign: ([raw]) => {
        if (!isWilling) throw Object.assign(new Error('no'), { code: 4001 })
        return ALICE.signMessage(Buffer.from(String(raw).slice(2), 'hex'))
      },
    })
    node.faults.add({ kind: 'expire-key', at: { moment: 'sent', method: METHOD, nth: 2 } })
    const first = make({ signer: provider })
    await run(time, first.connect())
    const closing = first.close({ sessionId: id, allocations: split('0.5', '0.5') })
    closing.subscribe(({ steps }) => { if (steps.some(({ name, submission, status }) => name === 'sent' && submission === 'close' && status === 'done')) isWilling = false })
    await time.advance(10_000)
    expect(closing.state).toBe('agreed')
    expect(signatures()).toBe(2)
    first.dispose()
    isWilling = true
    const later = make({ signer: provider })
    await run(time, later.connect())
    await time.advance(10_000)
    expect(later.closings.get(id)?.state).toBe('closed')
    expect(signatures()).toBe(3)
    expect(node.updates()).toHaveLength(2)
  })

  it('a nitronode wallet signs directly when the node does not support session keys', async () => {
    const { time, node, id, make, split, sent } = setUp()
    const { provider, signatures } = createProvider()
    node.faults.add({
      kind: 'refuse', at: { moment: 'received', method: 'app_sessions.v1.submit_session_key_state', times: 9 },
      text: 'unknown method: app_sessions.v1.submit_session_key_state',
    })
    const client = make({ signer: provider })
    await run(time, client.connect())
    expect(await run(time, client.close({ sessionId: id, allocations: split('1', '0') }))).toMatchObject({ result: 'closed' })
    expect(signaturesSent(sent)).toEqual([expect.stringMatching(/^0xa1/)])
    expect(signatures()).toBe(2)
  })
})

describe('without a session key', () => {
  const viem = privateKeyToAccount(`0x${'11'.repeat(32)}`)
  it.each<[string, SignerInput]>([
    ['an ethers signer', ALICE],
    ['an EIP-1193 provider', createProvider().provider],
    ['a viem account', viem],
    ['a private key', `0x${'11'.repeat(32)}`],
  ])('%s signs both nitronode steps when session keys are turned off', async (_, signer) => {
    const { time, node, id, make, split, sent } = setUp(DIRECT)
    const client = make({ signer })
    await run(time, client.connect())
    const receipt = await run(time, client.close({ sessionId: id, allocations: split('0.3', '0.7') }))
    expect(receipt).toMatchObject({ result: 'closed', policies: [], request: { signers: [ALICE.address] } })
    expect(signaturesSent(sent)).toEqual([expect.stringMatching(/^0xa1[\da-f]{130}$/), expect.stringMatching(/^0xa1[\da-f]{130}$/)])
    expect(verifyReceipt(receipt, { broker: node.nodeAddress }).contradicted).toEqual([])
  })

  it('a nitronode closing is agreed when the wallet declines the second step, and asks the wallet again after resume()', async () => {
    const { time, node, id, make, split, released } = setUp(DIRECT)
    let count = 0
    const { provider, signatures } = createProvider({
      personal_sign: ([raw]) => {
        if (++count === 2) throw Object.assign(new Error('no'), { code: 4001 })
        return ALICE.signMessage(Buffer.from(String(raw).slice(2), 'hex'))
      },
    })
    const client = make({ signer: provider })
    await run(time, client.connect())
    const closing = client.close({ sessionId: id, allocations: split('0.5', '0.5') })
    await time.advance(10_000)
    expect(closing.state).toBe('agreed')
    expect(closing.error?.code).toBe('WALLET_REJECTED')
    expect(node.session(id)).toMatchObject({ version: 2, status: 'open' })
    expect(released()).toEqual([])
    expect(closing.resume()).toBe(true)
    expect(await run(time, closing)).toMatchObject({ result: 'closed' })
    expect(signatures()).toBe(3)
  })
})

describe('a wallet that is a smart contract', () => {
  const withSignature = (signature: string, code?: string) => createProvider({
    personal_sign: () => signature, ...code !== undefined && { eth_getCode: () => code },
  }).provider
  const foreign = BOB.signMessageSync('something else')

  it.each([
    ['returns signatures in its own format', withSignature(`0x${'ab'.repeat(160)}`), 'SIGNER_CONTRACT'],
    ['is a contract and returns the signature of its owner', withSignature(foreign, '0x6080'), 'SIGNER_CONTRACT'],
    ['has only delegated code and returns a foreign signature', withSignature(foreign, `0xef0100${'ab'.repeat(20)}`), 'SIGNER_MISMATCH'],
    ['has no code and returns a foreign signature', withSignature(foreign, '0x'), 'SIGNER_MISMATCH'],
    ['cannot be asked for its code and returns a foreign signature', withSignature(foreign), 'SIGNER_MISMATCH'],
  ])('a nitronode closing is rejected before sending when the wallet %s', async (_, signer, code) => {
    const { time, node, id, make, split, sent } = setUp()
    const client = make({ signer })
    await run(time, client.connect())
    await expect(run(time, client.close({ sessionId: id, allocations: split('1', '0') }))).rejects.toMatchObject({ code })
    expect(node.session(id)).toMatchObject({ version: 1, status: 'open' })
    expect(sent.filter(text => /submit/.test(text))).toEqual([])
  })
})

describe('revokeKey()', () => {
  it('revokeKey() asks the nitronode wallet to sign, disconnects, and makes the next closing ask for a new session key', async () => {
    const { time, node, id, make, split } = setUp()
    const { provider, signatures } = createProvider()
    const client = make({ signer: provider, WebSocket: createBlockingSocket(node, { is: true }) })
    await run(time, client.connect())
    const closing = client.close({ sessionId: id, allocations: split('0.5', '0.5') })
    await time.advance(5_000)
    expect(closing.cancel()).toBe(true)
    await run(time, client.revokeKey())
    expect(signatures()).toBe(2)
    expect(client.status).toBe('closed')

    const again = make({ signer: provider })
    await run(time, again.connect())
    await run(time, again.close({ sessionId: id, allocations: split('0.5', '0.5') }))
    expect(signatures()).toBe(3)
  })

  it('revokeKey() on nitronode rejects with NOT_CONNECTED before a login', async () => {
    await expect(setUp().make().revokeKey()).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
  })
})

it('a signer that cannot sign messages fails a closing on a nitronode with WALLET_FAILED, and nothing is sent', async () => {
  const { time, id, make, split, sent } = setUp()
  const { address, signTypedData } = privateKeyToAccount(ALICE.privateKey as `0x${string}`)
  const client = make({ signer: { address, signTypedData } as never })
  await run(time, client.connect())
  await expect(run(time, client.close({ sessionId: id, allocations: split('0.7', '0.3') }))).rejects.toMatchObject({
    code: 'WALLET_FAILED',
    info: { why: 'It has no function signMessage, and can only sign typed data. A nitronode needs a signed message.' },
  })
  expect(signaturesSent(sent)).toEqual([])
})
