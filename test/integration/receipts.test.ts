import { describe, expect, it } from 'vitest'
import { verifyReceipt, type Receipt } from '../../src/core'
import { leavesOf, tampered } from '../helpers/tampering'
import { ALICE, BOB, BOB_KEY, recordSocket, seedSession, split, startClient, startNode } from '../helpers/flow'

async function closeOnce() {
  const node = startNode()
  const { WebSocket, sent } = recordSocket(node)
  const client = startClient(node, { WebSocket })
  await client.connect()
  const sessionId = seedSession(node)
  const receipt = await client.close({ sessionId, allocations: split([ALICE, '0.7'], [BOB, '0.3']) })
  const { broker } = await client.nodeInfo()
  return { receipt: JSON.parse(JSON.stringify(receipt)) as Receipt, broker, sent, client, node }
}

/** Values that no signature covers: those of the ledger of the node, the session's definition and the URL of the node. */
const NOT_IN_THE_PROOF = /^(node\.url|session\.(quorum|participants\.\d\.weight)|payable\..*|payouts\.\d\.(transactionId|createdAt)|unproven\..*)$/

describe('verifyReceipt', () => {
  it('verifyReceipt proves the request, the signers and the response of the node, and lists what is unproven', async () => {
    const { receipt, broker } = await closeOnce()
    expect(verifyReceipt(receipt, { broker: broker.toLowerCase() })).toEqual({
      isValid: true,
      proven: ['form', 'request', 'signatures', 'policy', 'quorum', 'response', 'payouts'],
      unproven: ['ledger', 'session'],
      contradicted: [],
    })
  })

  it('verifyReceipt detects each altered value, except in unproven claims', async () => {
    const { receipt, broker } = await closeOnce()
    const leaves = leavesOf(receipt)
    expect(leaves.length).toBeGreaterThan(40)
    const missed = leaves.filter(way => verifyReceipt(tampered(receipt, way), { broker }).isValid).map(way => way.join('.'))
    expect(missed.filter(way => !NOT_IN_THE_PROOF.test(way))).toEqual([])
  })

  it('verifyReceipt contradicts the response of a node other than the given broker', async () => {
    const { receipt, broker } = await closeOnce()
    expect(verifyReceipt(receipt, { broker: ALICE }).contradicted).toEqual(['response'])
    const foreign = { ...receipt, node: { ...receipt.node, broker: ALICE } }
    expect(verifyReceipt(foreign, { broker }).contradicted).toEqual(['response'])
    expect(() => verifyReceipt(receipt, { broker: 'nobody' })).toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID' }))
  })

  it.each<[string, (receipt: Receipt) => unknown, Partial<ReturnType<typeof verifyReceipt>>]>([
    ['without a response', r => ({ ...r, response: null }), { isValid: true, unproven: ['response', 'ledger', 'session'] }],
    ['without the policy of the session key', r => ({ ...r, policies: [] }), { isValid: true, unproven: ['policy', 'quorum', 'ledger', 'session'] }],
    ['without signatures', r => ({ ...r, request: { ...r.request, signatures: [], signers: [] } }), { contradicted: ['signatures', 'policy', 'quorum'] }],
    ['with one signature counted twice', r => ({
      ...r,
      session: { ...r.session, quorum: 200 },
      request: { ...r.request, signatures: [...r.request.signatures, ...r.request.signatures], signers: [...r.request.signers, ...r.request.signers] },
    }), { contradicted: ['quorum'] }],
    ['with participants listed twice, which a node accepts', r => ({
      ...r, session: { ...r.session, participants: [...r.session.participants, ...r.session.participants] },
    }), { isValid: true, contradicted: [] }],
    ['that reaches the quorum only if a participant who is listed twice counts twice', r => ({
      ...r, session: { ...r.session, quorum: 200, participants: [...r.session.participants, ...r.session.participants] },
    }), { contradicted: ['quorum'] }],
    ['with a weight that does not count, because the participant is listed again', r => ({
      ...r, session: { ...r.session, participants: [...r.session.participants, ...r.session.participants.map(each => ({ ...each, weight: 0 }))] },
    }), { contradicted: ['quorum'] }],
    ['with a quorum of zero', r => ({ ...r, session: { ...r.session, quorum: 0 } }), { contradicted: ['quorum'] }],
    ['with every row paid twice', r => ({ ...r, payouts: [...r.payouts, ...r.payouts] }), { contradicted: ['payouts'] }],
    ['with fewer deposits than payouts', r => ({ ...r, payable: { usdc: '0.9' } }), { contradicted: ['payouts'] }],
    ['with a deposit that came while the close was under way', r => ({ ...r, payable: { usdc: '2' } }), { isValid: true, contradicted: [] }],
    ['with an unpaid row', r => ({ ...r, payouts: r.payouts.slice(1) }), { contradicted: ['payouts'] }],
    ['with a policy of another application', r => ({
      ...r, session: { ...r.session, application: 'another' },
    }), { contradicted: ['policy', 'quorum'] }],
    ['of a later version', r => ({ ...r, version: 2 }), { contradicted: ['form'] }],
    ['of an unknown protocol', r => ({ ...r, protocol: 'toString' }), { contradicted: ['form'] }],
    ['with the response to a ping', r => ({ ...r, response: r.response && { ...r.response, text: '[1,"pong",{},1]' } }), { contradicted: ['response'] }],
    ['with a ping as its request', r => ({ ...r, request: { ...r.request, text: '[1,"ping",{},1]' } }), {
      contradicted: ['request', 'policy', 'quorum', 'response'],
    }],
    ['with a request that is not JSON', r => ({ ...r, request: { ...r.request, text: '}{' } }), {}],
    ['that is null', () => null, { contradicted: ['form'] }],
    ['that is an array', () => [], { contradicted: ['form'] }],
  ])('verifyReceipt judges a receipt %s', async (_, change, expected) => {
    const { receipt, broker } = await closeOnce()
    const verification = verifyReceipt(change(receipt), { broker })
    expect(verification).toMatchObject(expected)
    expect(verification.isValid).toBe(expected.isValid ?? false)
  })

  it('verifyReceipt proves the receipt of a session that lists a participant twice, also in another spelling', async () => {
    const node = startNode()
    const client = startClient(node)
    await client.connect()
    const twice = seedSession(node, { participants: [ALICE, ALICE, BOB], weights: [0, 100, 0] })
    const spelled = seedSession(node, { participants: [ALICE, ALICE.toLowerCase(), BOB], weights: [100, 0, 0] })
    const receipts = [
      await client.close({ sessionId: twice, allocations: split([ALICE, '0.7'], [BOB, '0.3']) }),
      await client.close({ sessionId: spelled, allocations: split([ALICE, '0.7'], [ALICE.toLowerCase() as typeof ALICE, '0'], [BOB, '0.3']) }),
    ]
    const { broker } = await client.nodeInfo()
    for (const receipt of receipts) expect(verifyReceipt(receipt, { broker })).toMatchObject({ isValid: true, unproven: ['ledger', 'session'] })
  })

  it('verifyReceipt proves the receipt of a session with a participant whose name is not an address, which a node accepts', async () => {
    const node = startNode()
    const client = startClient(node)
    await client.connect()
    const nobody = 'bob' as typeof ALICE
    const sessionId = seedSession(node, { participants: [ALICE, nobody] })
    const receipt = await client.close({ sessionId, allocations: split([ALICE, '1'], [nobody, '0']) })
    const { broker } = await client.nodeInfo()
    expect(verifyReceipt(receipt, { broker })).toMatchObject({ isValid: true, unproven: ['ledger', 'session'] })
  })

  it('verifyReceipt contradicts the response to another closing', async () => {
    const [one, other] = [await closeOnce(), await closeOnce()]
    expect(verifyReceipt({ ...one.receipt, response: other.receipt.response }, { broker: one.broker }).contradicted).toEqual(['response'])
  })

  it('verifyReceipt contradicts nothing in the receipts of two competing closings', async () => {
    const node = startNode()
    const sessionId = seedSession(node, { weights: [100, 100], quorum: 100 })
    const [alice, bob] = [startClient(node), startClient(node, { signer: BOB_KEY })]
    await Promise.all([alice.connect(), bob.connect()])
    const closings = [
      alice.close({ sessionId, allocations: split([ALICE, '1'], [BOB, '0']) }),
      bob.close({ sessionId, allocations: split([ALICE, '0'], [BOB, '1']) }),
    ]
    await Promise.allSettled(closings)
    const receipts = closings.map(({ receipt }) => receipt).filter(receipt => receipt !== null)
    expect(receipts.length).toBeGreaterThan(0)
    const { broker } = await alice.nodeInfo()
    for (const receipt of receipts) expect(verifyReceipt(receipt, { broker }).contradicted).toEqual([])
  })
})
