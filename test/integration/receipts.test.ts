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

/** What only the node itself could confirm: its books, what the session was made of, and where it was reached. */
const NOT_IN_THE_PROOF = /^(node\.url|session\.(quorum|participants\.\d\.weight)|payouts\.\d\.(transactionId|createdAt)|unproven\..*)$/

describe('verifyReceipt', () => {
  it('proves what was asked, who signed and what the node confirmed, and says what it cannot', async () => {
    const { receipt, broker } = await closeOnce()
    expect(verifyReceipt(receipt, { broker: broker.toLowerCase() })).toEqual({
      isValid: true,
      proven: ['form', 'request', 'signatures', 'policy', 'quorum', 'response', 'payouts'],
      unproven: ['ledger', 'session'],
      contradicted: [],
    })
  })

  it('finds every value that was altered, but for those that it lists as unproven', async () => {
    const { receipt, broker } = await closeOnce()
    const leaves = leavesOf(receipt)
    expect(leaves.length).toBeGreaterThan(40)
    const missed = leaves.filter(way => verifyReceipt(tampered(receipt, way), { broker }).isValid).map(way => way.join('.'))
    expect(missed.filter(way => !NOT_IN_THE_PROOF.test(way))).toEqual([])
  })

  it('trusts no other node than the pinned one', async () => {
    const { receipt, broker } = await closeOnce()
    expect(verifyReceipt(receipt, { broker: ALICE }).contradicted).toEqual(['response'])
    const foreign = { ...receipt, node: { ...receipt.node, broker: ALICE } }
    expect(verifyReceipt(foreign, { broker }).contradicted).toEqual(['response'])
    expect(() => verifyReceipt(receipt, { broker: 'nobody' })).toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID' }))
  })

  it.each<[string, (receipt: Receipt) => unknown, Partial<ReturnType<typeof verifyReceipt>>]>([
    ['an answer that is missing', r => ({ ...r, response: null }), { isValid: true, unproven: ['response', 'ledger', 'session'] }],
    ['a key that nobody vouches for', r => ({ ...r, policies: [] }), { isValid: true, unproven: ['policy', 'quorum', 'ledger', 'session'] }],
    ['no signatures', r => ({ ...r, request: { ...r.request, signatures: [], signers: [] } }), { contradicted: ['signatures', 'policy', 'quorum'] }],
    ['a signature that is given twice for one weight', r => ({
      ...r,
      session: { ...r.session, quorum: 200 },
      request: { ...r.request, signatures: [...r.request.signatures, ...r.request.signatures], signers: [...r.request.signers, ...r.request.signers] },
    }), { contradicted: ['quorum'] }],
    ['a participant that is listed twice', r => ({
      ...r, session: { ...r.session, participants: [...r.session.participants, ...r.session.participants] },
    }), { contradicted: ['quorum'] }],
    ['no quorum', r => ({ ...r, session: { ...r.session, quorum: 0 } }), { contradicted: ['quorum'] }],
    ['a row that was paid twice', r => ({ ...r, payouts: [...r.payouts, ...r.payouts] }), { contradicted: ['payouts'] }],
    ['a row that was not paid', r => ({ ...r, payouts: r.payouts.slice(1) }), { contradicted: ['payouts'] }],
    ['a policy of another application', r => ({
      ...r, session: { ...r.session, application: 'another' },
    }), { contradicted: ['policy', 'quorum'] }],
    ['a version to come', r => ({ ...r, version: 2 }), { contradicted: ['form'] }],
    ['a protocol that is not known', r => ({ ...r, protocol: 'toString' }), { contradicted: ['form'] }],
    ['an answer of something else', r => ({ ...r, response: r.response && { ...r.response, text: '[1,"pong",{},1]' } }), { contradicted: ['response'] }],
    ['a request of something else', r => ({ ...r, request: { ...r.request, text: '[1,"ping",{},1]' } }), {
      contradicted: ['request', 'policy', 'quorum', 'response'],
    }],
    ['text that is no request', r => ({ ...r, request: { ...r.request, text: '}{' } }), {}],
    ['nothing', () => null, { contradicted: ['form'] }],
    ['a list', () => [], { contradicted: ['form'] }],
  ])('judges %s', async (_, change, expected) => {
    const { receipt, broker } = await closeOnce()
    const verification = verifyReceipt(change(receipt), { broker })
    expect(verification).toMatchObject(expected)
    expect(verification.isValid).toBe(expected.isValid ?? false)
  })

  it('takes the answer to another closing for none', async () => {
    const [one, other] = [await closeOnce(), await closeOnce()]
    expect(verifyReceipt({ ...one.receipt, response: other.receipt.response }, { broker: one.broker }).contradicted).toEqual(['response'])
  })

  it('verifies a receipt that says that somebody else was paid', async () => {
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
