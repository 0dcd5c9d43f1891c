import { Wallet } from 'ethers/wallet'
import { privateKeyToAccount } from 'viem/accounts'
import { expect, it } from 'vitest'
import { ALICE, ALICE_KEY } from '../../../test/helpers/people'
import type { SignerInput } from './types'
import { walletNamedBy } from './namedWallet'

const ethersWallet = new Wallet(ALICE_KEY)
const account = privateKeyToAccount(ALICE_KEY)

it.each<[string, unknown]>([
  ['a private key', ALICE_KEY],
  ['an ethers wallet', ethersWallet],
  ['a viem account', account],
  ['a viem client with an account', { account, signTypedData: account.signTypedData }],
  ['a viem client with an address as its account', { account: ALICE.toLowerCase(), signTypedData: account.signTypedData }],
  ['a login of the app', { address: ALICE, sessionKey: ALICE_KEY, jwt: 'token' }],
])('walletNamedBy names the wallet of %s without asking', (_, signer) => {
  expect(walletNamedBy(signer as SignerInput)).toBe(ALICE)
})

it.each<[string, unknown]>([
  ['a browser wallet', { request: () => { throw new Error('It was asked.') } }],
  ['an ethers signer that only tells its address when asked', { getAddress: () => { throw new Error('It was asked.') }, signTypedData() {} }],
  ['an ethers BrowserProvider', { getSigner: () => { throw new Error('It was asked.') }, hasSigner() {} }],
  ['a missing signer', undefined],
  ['a text that is not a key', '0x12'],
  ['a number', 5],
])('walletNamedBy names no wallet for %s', (_, signer) => {
  expect(walletNamedBy(signer as SignerInput)).toBeNull()
})
