import { beforeEach, describe, expect, it } from 'vitest'
import { ClearnodeRoom } from '../../../test/helpers/clearnodeRoom'
import { signaturesOver } from '../../../test/helpers/directClient'

/** The long s, which Go takes for an `s`, and the Kelvin sign, which Go takes for a `k`. */
const [LONG_S, KELVIN] = ['\u017f', '\u212a']

let room: ClearnodeRoom
let [a, b, session] = ['', '', '']

beforeEach(() => {
  room = new ClearnodeRoom({ weights: [100, 0] })
  ;[a, b, session] = [`"${room.person(0).wallet}"`, `"${room.person(1).wallet}"`, `"app_session_id":"${room.id}"`]
})

const row = (participant: string, amount: string, asset = 'usdc') => `{"participant":${participant},"asset":"${asset}","amount":${amount}}`
const toA = () => `[${row(a, '"1"')},${row(b, '"0"')}]`
const toB = () => `[${row(a, '"0"')},${row(b, '"1"')}]`
const close = (members: string) => room.close(`{${session},${members}}`, room.wallets(0))

describe('names of members', () => {
  it.each([
    ['last', () => `"allocations":${toA()},"allocation${LONG_S}":${toB()}`],
    ['first', () => `"allocation${LONG_S}":${toB()},"allocations":${toA()}`],
    ['escaped', () => `"allocation\\u017f":${toB()},"allocations":${toA()}`],
  ])('ClearNode pays the list under the name with a long s, which is %s, while JavaScript reads the other one', (_, members) => {
    const params = JSON.parse(`{${members()}}`) as { allocations: { amount: string }[] }
    expect(params.allocations.map(({ amount }) => amount)).toEqual(['1', '0'])
    expect(close(members())).toBe('closed')
    expect(room.paid).toEqual(['0', '1'])
  })

  it('ClearNode closes the session whose id is under the name with a long s', () => {
    const other = room.node.createSession({
      participants: room.people.map(({ wallet }) => wallet), weights: [100, 0], quorum: 100, application: 'app',
      allocations: [{ participant: room.person(0).wallet, asset: 'usdc', amount: '1' }],
    }).id
    expect(close(`"app_${LONG_S}ession_id":"${other}","allocations":${toA()}`)).toBe('closed')
    expect([room.node.session(room.id)?.status, room.node.session(other)?.status]).toEqual(['open', 'closed'])
  })

  it('ClearNode reads a name with the Kelvin sign as one with a k', () => {
    const client = room.person(0)
    client.login()
    const text = `[7,"revoke_session_key",{"session_${KELVIN}ey":"${room.stranger.wallet}"},${room.now}]`
    client.connection.receive(`{"req":${text},"sig":${JSON.stringify(signaturesOver(text, [client.key]))}}`)
    expect(client.frames.at(-1)?.params).toEqual({
      error: 'operation denied: provided address is not an active session key of this user',
    })
  })

  it.each([
    ['first', () => `"Allocations":${toB()},"allocations":${toA()}`],
    ['last', () => `"allocations":${toA()},"Allocations":${toB()}`],
  ])('ClearNode pays the list under the name in lower case where the name with a capital comes %s, because it sorts the names', (_, members) => {
    expect(close(members())).toBe('closed')
    expect(room.paid).toEqual(['1', '0'])
  })

  it('ClearNode pays the last of two lists under exactly the same name', () => {
    expect(close(`"allocations":${toA()},"allocations":${toB()}`)).toBe('closed')
    expect(room.paid).toEqual(['0', '1'])
  })

  it('ClearNode takes the last of two amounts under exactly the same name', () => {
    expect(close(`"allocations":[{"participant":${b},"asset":"usdc","amount":"9","amount":"1"}]`)).toBe('closed')
    expect(room.paid).toEqual(['0', '1'])
  })

  it('ClearNode ignores members that no field matches', () => {
    expect(close(`"allocations":[{"participant":${a},"asset":"usdc","amount":"1","memo":{"x":[1]}}],"to":"0x0"`)).toBe('closed')
    expect(room.paid).toEqual(['1', '0'])
  })
})

describe('a second list for the same field', () => {
  it('amounts of the first list are left over in a second list that names only participants', () => {
    const second = `[{"participant":${b}},{"participant":${a}}]`
    expect(close(`"allocations":${toA()},"allocation${LONG_S}":${second}`)).toBe('closed')
    expect(room.paid).toEqual(['0', '1'])
  })

  it('null and an empty object in the second list leave the row of the first list as it is', () => {
    expect(close(`"allocations":${toA()},"allocation${LONG_S}":[null,{}]`)).toBe('closed')
    expect(room.paid).toEqual(['1', '0'])
  })

  it('ClearNode drops the rows of a first list that a shorter second list does not reach', () => {
    expect(close(`"allocations":${toA()},"allocation${LONG_S}":[{"participant":${b}}]`)).toBe('closed')
    expect(room.paid).toEqual(['0', '1'])
  })

  it('a longer third list finds the rows of the first list that the second one dropped', () => {
    const lists = `"ALLOCATIONS":[${row(a, '"0"')},${row(a, '"1"')}],"allocations":[{}],"allocation${LONG_S}":[{},{"participant":${b}}]`
    expect(close(lists)).toBe('closed')
    expect(room.paid).toEqual(['0', '1'])
  })

  it('ClearNode refuses a member of a wrong type in the first of two lists, even in a row that the second list does not reach', () => {
    expect(close(`"allocations":[${row(a, '"1"')},{"asset":5}],"allocation${LONG_S}":[{}]`)).toBe('failed to parse parameters')
  })

  it.each(['null', '[]'])('ClearNode keeps nothing of a first list of allocations if the second one is %s', (second) => {
    expect(close(`"allocations":${toA()},"allocation${LONG_S}":${second}`)).toBe('missing required parameters: app_id or allocations')
  })
})

describe('amounts', () => {
  it.each([
    ['"1e-1"', '0.1'], ['"+0.5"', '0.5'], ['".5"', '0.5'], ['"1."', '1'], ['"-0"', '0'], ['null', '0'], ['0.30000000000000000001', '0.3'],
    ['1e-1', '0.1'], ['-0', '0'], ['"\\u0031"', '1'], ['"1E-1"', '0.1'],
  ])('ClearNode accepts the amount %s and pays %s', (amount, paid) => {
    const rest = paid === '0' ? '"1"' : paid === '1' ? '"0"' : `"${(10 - Number(paid) * 10) / 10}"`
    expect(close(`"allocations":[${row(a, rest)},${row(b, amount)}]`)).toBe('closed')
    expect(room.paid[1]).toBe(paid)
  })

  it('ClearNode reads a missing amount as 0', () => {
    expect(close(`"allocations":[${row(a, '"1"')},{"participant":${b},"asset":"usdc"}]`)).toBe('closed')
    expect(room.paid).toEqual(['1', '0'])
  })

  it.each([
    ['" 1"', 'failed to parse parameters'], ['"1 "', 'failed to parse parameters'], ['"1_0"', 'failed to parse parameters'],
    ['"0x1"', 'failed to parse parameters'], ['"\u0661"', 'failed to parse parameters'], ['""', 'failed to parse parameters'],
    ['true', 'failed to parse parameters'], ['{}', 'failed to parse parameters'], ['"1,5"', 'failed to parse parameters'],
    ['"-1"', 'negative allocation: -1 for asset usdc'], ['"1e30"', 'asset usdc not fully redistributed'],
    ['"1e46"', 'failed to record a ledger entry : ERROR: numeric field overflow (SQLSTATE 22003)'],
  ])('ClearNode refuses the amount %s', (amount, text) => {
    expect(close(`"allocations":[${row(b, amount)}]`)).toBe(text)
    expect(room.held).toEqual(['1', '0'])
  })

  it('ClearNode books an amount beyond 18 decimals as 0', () => {
    expect(close(`"allocations":[${row(a, '"0.9999999999999999999"')},${row(b, '"1e-19"')}]`)).toBe('closed')
    expect(room.paid).toEqual(['1', '0'])
    const entries = room.node.ledger().filter(({ account }) => account === room.person(1).wallet)
    expect(entries).toMatchObject([{ credit: '0', debit: '0' }])
  })

  it('ClearNode rounds half of the 18th decimal up, so that many such rows pay more than the session held', () => {
    const dust = Array(20).fill(row(b, '"0.0000000000000000005"'))
    expect(close(`"allocations":[${row(a, '"0.99999999999999999"')},${dust.join(',')}]`)).toBe('closed')
    expect(room.paid).toEqual(['0.99999999999999999', '0.00000000000000002'])
  })
})

describe('rows', () => {
  it('ClearNode adds up the rows of a participant who is listed twice', () => {
    expect(close(`"allocations":[${row(b, '"0.4"')},${row(b, '"0.6"')}]`)).toBe('closed')
    expect(room.paid).toEqual(['0', '1'])
  })

  it('ClearNode adds up 500 rows of one participant', () => {
    expect(close(`"allocations":[${Array(500).fill(row(b, '0.002')).join(',')}]`)).toBe('closed')
    expect(room.paid).toEqual(['0', '1'])
  })

  it('ClearNode accepts a close that leaves out a funded participant, whose funds stay in the closed session', () => {
    expect(close(`"allocations":[${row(b, '"1"')}]`)).toBe('closed')
    expect([room.paid, room.held]).toEqual([['0', '1'], ['1', '0']])
  })

  it.each(['usd\u0441', 'weth', 'USDC', ''])('ClearNode accepts a row of zero for the asset %j, which the session does not hold', (asset) => {
    expect(close(`"allocations":[${row(a, '"1"')},${row(b, '"0"', asset)}]`)).toBe('closed')
    expect(room.paid).toEqual(['1', '0'])
  })

  it('ClearNode refuses an amount of a look-alike asset', () => {
    expect(close(`"allocations":[${row(a, '"1"')},${row(b, '"1"', 'usd\u0441')}]`)).toBe('allocation references unknown asset usd\u0441')
  })
})

describe('frames', () => {
  const signed = (text: string) => JSON.stringify(signaturesOver(text, room.wallets(0)))
  const request = (list: string) => room.closeText(`{${session},"allocations":${list}}`)

  it.each([
    ['five elements', (text: string) => text.replace(/]$/, ',1]')],
    ['three elements', (text: string) => text.replace(/,\d+]$/, ']')],
    ['1.0 as the id', (text: string) => text.replace(/^\[\d+/, '[1.0')],
  ])('ClearNode refuses a request with %s', (_, change) => {
    const text = change(request(toA()))
    expect(room.submit(text, signaturesOver(text, room.wallets(0)))).toBe('invalid message format')
  })

  it('ClearNode does not know the method in another case', () => {
    const text = request(toA()).replace('close_app_session', 'Close_App_Session')
    expect(room.submit(text, signaturesOver(text, room.wallets(0)))).toBe('unknown method: Close_App_Session')
  })

  it('ClearNode refuses params in an array', () => {
    expect(room.close(`[{${session},"allocations":${toA()}}]`, room.wallets(0))).toBe('failed to parse parameters')
  })

  it.each(['req', 'Req', 'REQ'])('ClearNode carries out the last request of a frame, whose name is %s', (name) => {
    const [first, last] = [request(toA()), request(toB())]
    expect(room.submitFrame(`{"req":${first},"${name}":${last},"sig":${signed(last)}}`)).toBe('closed')
    expect(room.paid).toEqual(['0', '1'])
  })

  it.each(['sig', 'SIG', '\u017fig'])('ClearNode reads the last signatures of a frame, whose name is %s', (name) => {
    const text = request(toB())
    expect(room.submitFrame(`{"req":${text},"sig":[],"${name}":${signed(text)}}`)).toBe('closed')
  })

  it('null in a second request of a frame leaves the value of the first one, but the signatures are over the second text', () => {
    const last = request(toB()).replace(/^\[\d+,"close_app_session"/, '[null,null').replace(/,\d+]$/, ',null]')
    expect(room.submitFrame(`{"req":${request(toA())},"req":${last},"sig":${signed(last)}}`)).toBe('closed')
    expect(room.paid).toEqual(['0', '1'])
  })

  it.each([
    ['null after a request', (text: string) => `{"req":${text},"req":null,"sig":[]}`],
    ['a request beside a response', (text: string) => `{"req":${text},"res":${text},"sig":[]}`],
  ])('ClearNode refuses a frame with %s', (_, frame) => {
    expect(room.submitFrame(frame(request(toA())))).toBe('message validation failed')
  })

  it('ClearNode ignores the response in a frame whose member res is given again as null', () => {
    const text = request(toA())
    expect(room.submitFrame(`{"req":${text},"res":${text},"res":null,"sig":${signed(text)}}`)).toBe('closed')
  })

  it('the history of ClearNode shows params with sorted names, without duplicates, and numbers as doubles', () => {
    room.close(`{"b":1.50,"a\\ud800":1,${session},"a":2,"a":{"z":1e2,"y":-0}}`, room.wallets(0))
    expect(room.node.history().at(-1)?.params).toBe(`{"a":{"y":-0,"z":100},${session},"a\ufffd":1,"b":1.5}`)
  })
})
