import { beforeAll, expect, it, vi } from 'vitest'
import { verifyReceipt } from '../../src/core'
import { javascriptSignatures } from '../../src/core/wallet/secp256k1'
import { nativeSigner } from '../../src/node'
import { ALICE, BOB, seedSession, split, startClient, startNode } from '../helpers/flow'
import { loadNitronode } from '../helpers/loadNitronode'
import { run, setUp } from '../helpers/nitronodeFlow'

beforeAll(loadNitronode)

/** An engine that notes what it is asked to do. */
const watchedEngine = () => ({
  publicKeyOf: vi.fn(javascriptSignatures.publicKeyOf),
  sign: vi.fn(javascriptSignatures.sign),
  recover: vi.fn(javascriptSignatures.recover),
  isMadeBy: vi.fn(javascriptSignatures.isMadeBy),
})

it('on ClearNode, the option signatures signs with the session key, and checks the login and the answers to closings', async () => {
  const node = startNode()
  const signatures = watchedEngine()
  const client = startClient(node, { signatures })
  const checks = () => signatures.recover.mock.calls.length + signatures.isMadeBy.mock.calls.length
  await client.connect()
  const atLogin = checks()
  // The wallet's signature of the login.
  expect(atLogin).toBe(1)
  for (let number = 1; number <= 2; number++) {
    const signed = signatures.sign.mock.calls.length
    const receipt = await client.close({ sessionId: seedSession(node), allocations: split([ALICE, '0.7'], [BOB, '0.3']) })
    expect(receipt.result).toBe('closed')
    expect(signatures.sign.mock.calls.length - signed).toBe(1)
    expect(checks() - atLogin).toBe(number)
    expect(verifyReceipt(receipt, { broker: node.brokerAddress })).toMatchObject({ isValid: true })
  }
})

it('on ClearNode, an answer whose signature the option signatures does not accept proves nothing', async () => {
  const node = startNode()
  let isRefusing = false
  const client = startClient(node, { signatures: {
    ...javascriptSignatures,
    recover(digest, signature) {
      if (isRefusing) throw new Error('no key matches')
      return javascriptSignatures.recover(digest, signature)
    },
    isMadeBy: (...given) => !isRefusing && javascriptSignatures.isMadeBy(...given),
  } })
  await client.connect()
  isRefusing = true
  const closing = client.close({ sessionId: seedSession(node), allocations: split([ALICE, '0.7'], [BOB, '0.3']) })
  const receipt = await closing
  // The answer counted for nothing, so the client read the outcome from the node.
  expect(receipt.response).toBeNull()
  expect(receipt.unproven).toContain('response')
})

it.each([['nativeSigner', nativeSigner], ['JavaScript', () => javascriptSignatures]])(
  'on nitronode, a session closes with the signatures of %s', async (_, createEngine) => {
    const signatures = createEngine()
    const sign = vi.fn(signatures.sign)
    const { time, id, make, split: splitOf, released } = setUp({ signatures: { ...signatures, sign } })
    const client = make()
    await run(time, client.connect())
    const receipt = await run(time, client.close({ sessionId: id, allocations: splitOf('0.7', '0.3') }))
    expect(receipt.result).toBe('closed')
    expect(sign).toHaveBeenCalledTimes(2)
    expect(released()).toHaveLength(2)
    expect(verifyReceipt(receipt, { broker: receipt.node.broker })).toMatchObject({ isValid: true })
    client.dispose()
  })
