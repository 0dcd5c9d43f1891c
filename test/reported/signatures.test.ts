import { Signature, type SigningKey } from 'ethers/crypto'
import { Wallet } from 'ethers/wallet'
import { beforeAll, expect, it } from 'vitest'
import type { Hex, SignerInput } from '../../src/core'
import { ALICE, ALICE_KEY, BOB, openSocket, paidOut, seedSession, split, startClient, startNode } from '../helpers/flow'
import { loadNitronode } from '../helpers/loadNitronode'
import { ALICE as NITRONODE_ALICE, run, setUp } from '../helpers/nitronodeFlow'
import { logInBySdk } from '../helpers/sdkClient'

beforeAll(loadNitronode)

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const SESSION_KEY = `0x${'5e'.repeat(32)}` as const
const STRANGER = new Wallet(`0x${'77'.repeat(32)}`)

const highS = (signature: string, isZeroBased = false): string => {
  const { r, s, yParity } = Signature.from(signature)
  const flipped = 1 - yParity + (isZeroBased ? 0 : 27)
  return `${r}${(ORDER - BigInt(s)).toString(16).padStart(64, '0')}${flipped.toString(16).padStart(2, '0')}`
}

/** Other ways to write the same signature. */
const forms: [string, (signature: string) => unknown][] = [
  ['s in the upper half', signature => highS(signature)],
  ['s in the upper half and v from 0', signature => highS(signature, true)],
  ['the compact form', signature => Signature.from(signature).compactSerialized],
  ['v from 0', signature => `${signature.slice(0, -2)}0${Signature.from(signature).yParity}`],
  ['upper-case hex', signature => `0x${signature.slice(2).toUpperCase()}`],
  ['no 0x', signature => signature.slice(2)],
  ['bytes', signature => Buffer.from(signature.slice(2), 'hex')],
]

/** A wallet that writes its signatures in a form of its own. */
const writing = (wallet: Wallet, form: (signature: string) => unknown, address = wallet.address): SignerInput => ({
  getAddress: async () => address,
  signTypedData: async (domain: never, types: never, value: never) => form(await wallet.signTypedData(domain, types, value)) as string,
  signMessage: async (message: Uint8Array) => form(await wallet.signMessage(message)) as string,
})

const sign = (key: SigningKey, form: (signature: string) => unknown) => (digest: Hex) => form(key.sign(digest).serialized) as Hex

it.each(forms)('a login on a ClearNode is accepted with %s', async (_, form) => {
  const node = startNode()
  // Each client makes a new key and asks the wallet anew, so both parities occur.
  for (let count = 0; count < 6; count++) {
    const client = startClient(node, { signer: writing(new Wallet(ALICE_KEY), form) })
    await client.connect()
    expect(client.account).toBe(ALICE)
    client.dispose()
  }
})

it.each(forms)('a closing on a ClearNode is accepted with %s', async (_, form) => {
  const node = startNode()
  const { token } = await logInBySdk(openSocket(node), { walletKey: ALICE_KEY, sessionKey: SESSION_KEY })
  const client = startClient(node, { signer: { address: ALICE, jwt: token, signDigest: sign(new Wallet(SESSION_KEY).signingKey, form) } })
  await client.connect()
  for (let count = 0; count < 4; count++) {
    const sessionId = seedSession(node)
    await client.close({ sessionId, allocations: split([ALICE, '0.4'], [BOB, '0.6']) })
    expect(paidOut(node, sessionId)).toHaveLength(2)
  }
})

it.each(forms)('a closing on a nitronode is accepted with %s, by the wallet and by its session key', async (_, form) => {
  for (const use of ['never', 'always'] as const) {
    const { time, id, make, split: rows, released } = setUp()
    const client = make({ signer: writing(NITRONODE_ALICE, form), sessionKey: { use } })
    await run(time, client.connect())
    await run(time, client.close({ sessionId: id, allocations: rows('0.4', '0.6') }))
    expect(released()).toHaveLength(2)
  }
})

it.each<[string, (signature: string) => unknown]>([
  ['by a stranger', signature => signature],
  ['that belongs to nobody', signature => `0x${'f'.repeat(64)}${signature.slice(66)}`],
  ['that cannot be read', () => '0x1234'],
])('a signature %s is refused with the address that should have signed, at the login on a ClearNode', async (_, form) => {
  const node = startNode()
  const thrown: unknown = await startClient(node, { signer: writing(STRANGER, form, ALICE) }).connect().catch((error: unknown) => error)
  expect(thrown).toMatchObject({ code: expect.stringMatching(/^(SIGNER_MISMATCH|WALLET_FAILED)$/) })
  expect((thrown as Error).message).toContain(`${ALICE} should have signed`)
})

it.each<[string, (signature: string) => unknown]>([
  ['by a stranger', signature => signature],
  ['that belongs to nobody', signature => `0x${'f'.repeat(64)}${signature.slice(66)}`],
  ['that cannot be read', () => '0x1234'],
])('a signature %s is refused with the address that should have signed, at the closing on both nodes', async (_, form) => {
  const { time, id, make, split: rows, sent } = setUp()
  const nitronode = make({ signer: writing(STRANGER, form, NITRONODE_ALICE.address), sessionKey: { use: 'never' } })
  await run(time, nitronode.connect())
  const message = await run(time, nitronode.close({ sessionId: id, allocations: rows('1', '0') }).then(() => '', (error: Error) => error.message))
  expect(message).toContain(`${NITRONODE_ALICE.address} should have signed`)
  expect(sent.filter(text => text.includes('submit_app_state'))).toEqual([])

  const node = startNode()
  const { token } = await logInBySdk(openSocket(node), { walletKey: ALICE_KEY, sessionKey: SESSION_KEY })
  const { address } = new Wallet(SESSION_KEY)
  const client = startClient(node, { signer: { address: ALICE, signerAddress: address, jwt: token, signDigest: sign(STRANGER.signingKey, form) } })
  await client.connect()
  const sessionId = seedSession(node)
  const refusal = await client.close({ sessionId, allocations: split([ALICE, '1'], [BOB, '0']) }).then(() => '', (error: Error) => error.message)
  expect(refusal).toContain(`${address} should have signed`)
  expect(node.session(sessionId)?.status).toBe('open')
})
