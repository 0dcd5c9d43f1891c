import { Wallet } from 'ethers'
import { expect, it } from 'vitest'
import { ALICE, byKey, planOf, sessionOf, split } from '../../../../test/helpers/nitronodeClosing'
import { scriptNitronode } from '../../../../test/helpers/nitronodeRig'
import { NitroliteError } from '../../errors/errors'
import type { CosignedClose } from '../../cosigning/nodeCosigning'
import { systemTimers } from '../../connection/runtime'
import type { Address, Hex } from '../../types'
import { createAsk } from './calls'
import { propose } from './closing'
import { nitronodeCosigning } from './cosigning'
import { readKeyGrant } from './delegation'
import { keyStateDigest } from './digests'
import { createPacer } from './pacing'
import { Secrets } from './secrets'

const WALLET = new Wallet(`0x${'0b'.repeat(32)}`)
const KEY = new Wallet(`0x${'0c'.repeat(32)}`)
const SESSION: Hex = `0x${'5e'.repeat(32)}`
const marks = { newRequestId: () => 1, newStamp: () => 2 }
const close = (change: Partial<CosignedClose> = {}): CosignedClose => ({
  session: sessionOf(), kind: 'operate and close', allocations: split('0.7', '0.3'), sessionData: null, stamp: { by: 'version', version: 5 }, ...change,
})

it('several participants sign the same states of a nitronode as one participant alone', () => {
  const { connection } = scriptNitronode(() => ({ payload: {} }))
  const plan = planOf()
  expect(nitronodeCosigning.proposalsOf(close(), marks).map(({ submission, digest }) => [submission, digest]))
    .toEqual(['operate', 'close'].map(submission => [submission, propose(connection, plan, submission).digest]))
  const unchanged = planOf({ allocations: split('1', '0'), submissions: ['close'] })
  expect(nitronodeCosigning.proposalsOf(close({ kind: 'close', allocations: split('1', '0') }), marks).map(({ digest }) => digest))
    .toEqual([propose(connection, unchanged, 'close').digest])
})

it('the states of a nitronode proposal follow from its stamp, and not from the version of the session', () => {
  const [first, second] = nitronodeCosigning.proposalsOf(close({ session: sessionOf({ version: 9 }) }), marks)
  expect([first?.text, second?.text].map(text => (JSON.parse(text ?? '') as { version: string }).version)).toEqual(['5', '6'])
})

it('a stamp with a time makes no states of a nitronode', () => {
  expect(() => nitronodeCosigning.proposalsOf(close({ stamp: { by: 'time', requestId: 1, ts: 2 } }), marks))
    .toThrow(expect.objectContaining({ code: 'PROPOSAL_OTHER_NODE' }))
})

/** Secrets of a wallet that throws an error when it is asked first, and how often it was asked. */
function secretsAfter(failure: Error) {
  let asked = 0
  const secrets = new Secrets({
    signerOf: async () => ({
      wallet: ALICE, address: ALICE, policy: null, isTrusted: true,
      signMessage: async () => {
        asked += 1
        if (asked === 1) throw failure
        return '0x01'
      },
    }),
  })
  const access = { connection: scriptNitronode(() => ({ payload: {} })).connection, login: byKey }
  return { sign: (isByPerson?: boolean) => secrets.sign(access, 'test-app', '0xaa', isByPerson), asked: () => asked }
}

it('a secret of a nitronode login is signed once, and again after a failure', async () => {
  const { sign, asked } = secretsAfter(new Error('declined'))
  await expect(sign()).rejects.toThrow('declined')
  expect(await Promise.all([sign(), sign()])).toEqual(['0x01', '0x01'])
  expect(asked()).toBe(2)
})

it('a person who has declined to sign a secret of a nitronode is asked again only when the person acts', async () => {
  const { sign, asked } = secretsAfter(new NitroliteError('WALLET_REJECTED'))
  for (let tries = 0; tries < 3; tries += 1) await expect(sign()).rejects.toThrow(expect.objectContaining({ code: 'WALLET_REJECTED' }))
  expect(asked()).toBe(1)
  expect([await sign(true), await sign(), asked()]).toEqual(['0x01', '0x01', 2])
})

it.each([
  ['as its wallet has signed it', WALLET, SESSION, true],
  ['that another wallet has signed', KEY, SESSION, false],
  ['whose session was changed after it was signed', WALLET, `0x${'5f'.repeat(32)}` as Hex, false],
])('a key state %s is trusted only if the wallet has signed exactly that', async (_, signer, listed, isTrusted) => {
  const [wallet, key] = [WALLET.address as Address, KEY.address as Address]
  const digest = keyStateDigest({ wallet, key, version: 1, applications: [], sessionIds: [SESSION], expiresAt: 1_900_000_000 })
  const signature = signer.signMessageSync(Uint8Array.from(Buffer.from(digest.slice(2), 'hex')))
  const { connection } = scriptNitronode(() => ({
    payload: { states: [{ session_key: key.toLowerCase(), version: '1', application_ids: [], app_session_ids: [listed], expires_at: '1900000000', user_sig: signature }] },
  }))
  const grant = await readKeyGrant(createAsk(createPacer(systemTimers), 'screen'), connection, wallet, key)
  expect(grant).toEqual(isTrusted ? { wallet, key, applications: [], sessionIds: [SESSION], endsAt: 1_900_000_000_000 } : null)
})
