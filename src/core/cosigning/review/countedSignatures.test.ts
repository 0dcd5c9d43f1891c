import { describe, expect, it } from 'vitest'
import { ALICE, BOB, BOB_KEY, CAROL, checkedSignature, policyOf } from '../../../../test/helpers/sampleProposal'
import type { CheckedSignature } from './checkReply'
import { withoutSigner, withSignature } from './countedSignatures'

const [alice, bob, carol] = [ALICE, BOB, CAROL].map(({ address }) => address) as [string, string, string]

/** A signature of Bob's session key on a ClearNode. */
const keySignature = (change: Partial<CheckedSignature>) => checkedSignature(bob, { signer: BOB_KEY.address, policy: policyOf(BOB, BOB_KEY), ...change })

describe('signatures that count', () => {
  it('a participant keeps one signature, that of the key which ends later', () => {
    const [first, later] = [keySignature({ endsAt: 1, signer: '0x1' }), keySignature({ endsAt: 2, signer: '0x2' })]
    const others = [checkedSignature(alice)]
    expect(withSignature(withSignature(others, first), later)).toEqual([...others, later])
    expect(withSignature(withSignature(others, later), first)).toEqual([...others, later])
  })

  it('of two signatures whose keys end at the same time, the one that came later is kept', () => {
    const [first, later] = [checkedSignature(bob, { endsAt: 1, signatures: ['0x01'] }), checkedSignature(bob, { endsAt: 1, signatures: ['0x02'] })]
    expect(withSignature([first], later)).toEqual([later])
  })

  it('on a nitronode, where no policy travels, the signature that came later is kept', () => {
    const [first, later] = [checkedSignature(bob, { endsAt: 2, signer: '0x1' }), checkedSignature(bob, { endsAt: 1, signer: '0x2' })]
    expect(withSignature([first], later)).toEqual([later])
  })

  it('a signature of the wallet is kept before that of a key', () => {
    const [wallet, key] = [checkedSignature(bob), keySignature({ endsAt: 1 })]
    expect(withSignature([wallet], key)).toEqual([wallet])
    expect(withSignature([key], wallet)).toEqual([wallet])
  })

  it('the signature of a refused key is dropped, and its participant is asked again', () => {
    const held = [checkedSignature(alice), checkedSignature(bob, { signer: BOB_KEY.address, endsAt: 1 })]
    expect(withoutSigner(held, BOB_KEY.address.toLowerCase())).toEqual({ kept: [held[0]], askAgain: bob })
    expect(withoutSigner(held, carol)).toEqual({ kept: held, askAgain: null })
  })
})
