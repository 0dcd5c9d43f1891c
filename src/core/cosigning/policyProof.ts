import * as v from 'valibot'
import { policyData } from '../protocols/nitrorpc/policyData'
import type { Address, Hex } from '../types'
import { checksumAddress } from '../wallet/address'
import { readSignature } from '../wallet/readSignature'
import { recoverTypedDataSigner } from '../wallet/typedData'
import type { SessionKeyPolicy } from '../wallet/types'

/** Longest text of a policy, in UTF-16 units. The challenge of a ClearNode has 36, and names of applications are short. */
const LONGEST_TEXT = 256

const address = v.pipe(v.string(), v.length(42), v.check(text => checksumAddress(text) === text))
const text = v.pipe(v.string(), v.maxLength(LONGEST_TEXT))
const isHexSignature = (value: unknown): boolean => typeof value === 'string' && readSignature(value) === value

/** A policy as somebody else has sent it: checksummed addresses, short texts, a signature in one form, and nothing more. */
export const policyShape: v.GenericSchema<SessionKeyPolicy> = v.strictObject({
  wallet: address,
  sessionKey: address,
  application: text,
  scope: text,
  expiresAt: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  challenge: text,
  signature: v.custom<Hex>(isHexSignature),
})

/**
 * Whether a wallet allowed a session key by this policy, and the key has not ended. It does not prove that a node knows the key.
 * @param wallet EIP-55 checksummed
 * @param now Unix milliseconds
 */
export const isPolicyOf = (policy: SessionKeyPolicy, wallet: Address, now: number): boolean =>
  v.is(policyShape, policy) && policy.wallet === wallet && policy.expiresAt * 1000 > now
  && recoverTypedDataSigner(policyData(policy), policy.signature) === wallet
