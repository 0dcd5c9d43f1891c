import { makeError } from 'ethers/utils'
import { Wallet } from 'ethers/wallet'
import { UnknownRpcError, UserRejectedRequestError } from 'viem'
import { beforeAll, expect, it } from 'vitest'
import type { SignerInput } from '../../src/core'
import { ALICE, ALICE_KEY, BOB, openSocket, recordSocket, seedSession, split, startClient, startNode } from '../helpers/flow'
import { loadNitronode } from '../helpers/loadNitronode'
import { ALICE as NITRONODE_ALICE, run, setUp } from '../helpers/nitronodeFlow'
import { logInBySdk } from '../helpers/sdkClient'

beforeAll(loadNitronode)

const SESSION_KEY = `0x${'5e'.repeat(32)}` as const

/** What wallets throw when a person declines. */
const declines: [string, unknown][] = [
  ['a plain text', 'User rejected the request'],
  ['an error without a code', new Error('User denied message signature.')],
  ['code 4001', { code: 4001, message: 'no' }],
  ['code 5000', { code: 5000, message: 'no' }],
  ['code 5002', Object.assign(new Error('User rejected methods.'), { code: 5002 })],
  ['code -32000 and words', { code: -32000, message: 'The user declined' }],
  ['words within data.originalError', { code: -32603, message: 'Internal error', data: { originalError: { message: 'cancelled' } } }],
  ['an error of ethers', makeError('user rejected action', 'ACTION_REJECTED', { action: 'signTypedData', reason: 'rejected' })],
  ['an error of viem', new UserRejectedRequestError(new Error('no'))],
  ['an error of viem for a code that it does not know', new UnknownRpcError({ name: '', message: 'User canceled' })],
]

/** A wallet in the hands of somebody who declines. */
const declining = (key: string, thrown: unknown): SignerInput => ({
  getAddress: async () => new Wallet(key).address,
  signTypedData: () => Promise.reject(thrown),
  signMessage: () => Promise.reject(thrown),
})

it.each(declines)('a login on a ClearNode that a person declines by %s is reported as declined', async (_, thrown) => {
  const node = startNode()
  const client = startClient(node, { signer: declining(ALICE_KEY, thrown) })
  await expect(client.connect()).rejects.toMatchObject({ code: 'WALLET_REJECTED' })
})

it.each(declines)('a closing on a nitronode that a person declines by %s is cancelled, and nothing is sent', async (_, thrown) => {
  const { time, id, make, split: rows, sent, node } = setUp()
  const client = make({ signer: declining(NITRONODE_ALICE.privateKey, thrown) })
  await run(time, client.connect())
  const closing = client.close({ sessionId: id, allocations: rows('0.4', '0.6') })
  await expect(run(time, closing)).rejects.toMatchObject({ code: 'WALLET_REJECTED' })
  expect(closing.state).toBe('cancelled')
  expect(sent.filter(text => text.includes('submit_app_state'))).toEqual([])
  expect(node.releases()).toEqual([])
})

it.each(declines)('a closing on a ClearNode that a person declines by %s is cancelled, and nothing is sent', async (_, thrown) => {
  const node = startNode()
  const { token } = await logInBySdk(openSocket(node), { walletKey: ALICE_KEY, sessionKey: SESSION_KEY })
  const { WebSocket, sent } = recordSocket(node)
  const client = startClient(node, {
    WebSocket,
    signer: { address: ALICE, signerAddress: new Wallet(SESSION_KEY).address, jwt: token, signDigest: () => Promise.reject(thrown) },
  })
  await client.connect()
  const sessionId = seedSession(node)
  const closing = client.close({ sessionId, allocations: split([ALICE, '1'], [BOB, '0']) })
  await expect(closing).rejects.toMatchObject({ code: 'WALLET_REJECTED' })
  expect(closing.state).toBe('cancelled')
  expect(sent.map(({ method }) => method)).not.toContain('close_app_session')
  expect(node.session(sessionId)?.status).toBe('open')
})
