import { beforeEach, expect, it } from 'vitest'
import { addressOf, signPolicy, testKey } from '../../../test/helpers/directClient'
import { Challenges } from './challenges'

const MINUTE = 60_000
const wallet = testKey('wallet')
const policy = { address: addressOf(wallet), sessionKey: addressOf(testKey('key')), application: 'app', allowances: [], scope: '', expiresAt: 0n }

let now: number
let challenges: Challenges

beforeEach(() => {
  now = 1_800_000_000_000
  let count = 0
  challenges = new Challenges(() => now, () => String(++count))
})

const issue = () => challenges.issue(policy)
const fill = (count = 1000) => { for (let index = 0; index < count; index++) issue() }
const redeem = (token: string) => challenges.redeem(token, signPolicy(wallet, token, {
  address: policy.address, session_key: policy.sessionKey, application: 'app', allowances: [], scope: '', expires_at: 0n,
}))

it('challenges that have expired still block new ones until the sweep', () => {
  fill()
  now += 6 * MINUTE
  expect(issue).toThrow('failed to generate challenge')
  now += 4 * MINUTE
  expect(issue()).toBe('1001')
})

it('challenges that were used still block new ones until the sweep', () => {
  redeem(issue())
  fill(999)
  now += MINUTE
  expect(issue).toThrow('failed to generate challenge')
})

it('challenges that have not expired at the sweep block new ones until the next sweep', () => {
  now += 7 * MINUTE
  fill()
  now += 6 * MINUTE
  expect(issue).toThrow('failed to generate challenge')
  now += 7 * MINUTE
  expect(issue()).toBe('1001')
})

it('after a sweep, the node does not know an expired challenge any more', () => {
  const [early, late] = [issue(), issue()]
  now += 6 * MINUTE
  expect(() => redeem(early)).toThrow('invalid challenge or signature')
  now += 4 * MINUTE
  expect(() => redeem(late)).toThrow(/^invalid challenge$/)
})

it('a restart of the embedded ClearNode begins the time to the next sweep of challenges anew', () => {
  now += 9 * MINUTE
  challenges.clear()
  fill()
  now += 6 * MINUTE
  expect(issue).toThrow('failed to generate challenge')
  now += 4 * MINUTE
  expect(issue()).toBe('1001')
})
