import { describe, expect, it } from 'vitest'
import { ClearnodeRoom } from '../../../test/helpers/clearnodeRoom'
import { signaturesOver, type DirectClient } from '../../../test/helpers/directClient'

const CLOSED_ALREADY = 'an open app session not found: record not found'
const HOUR = 3_600_000

describe('stamps', () => {
  it.each([0, 60_000, HOUR, 365 * 24 * HOUR, 9_999_999_999_999 - 1_800_000_000_000])('ClearNode takes a close that is stamped %i ms ahead', (ahead) => {
    const room = new ClearnodeRoom()
    expect(room.close(room.split('0', '1'), room.wallets(0, 1), room.now + ahead)).toBe('closed')
  })

  it.each([[60_000, 'closed'], [60_001, 'invalid message timestamp']])(
    'ClearNode answers a post-dated close that comes %i ms after its stamp: %s', (late, answer) => {
      const room = new ClearnodeRoom()
      const text = room.closeText(room.split('0', '1'), room.now + 4 * 60_000)
      const signatures = signaturesOver(text, room.wallets(0, 1))
      room.now += 4 * 60_000 + late
      expect(room.submit(text, signatures)).toBe(answer)
    })
})

describe('what a signature is not bound to', () => {
  const change = (room: ClearnodeRoom, intent: string, version: number, ...amounts: readonly string[]) => room.stranger.ask(
    'submit_app_state', { ...room.split(...amounts), intent, version }, room.wallets(0, 1))

  it('a close of ClearNode that was signed at version 1 lands after an operate has given everything to the other participant', () => {
    const room = new ClearnodeRoom()
    const text = room.closeText(room.split('1', '0'))
    const signatures = signaturesOver(text, room.wallets(0, 1))
    expect(change(room, 'operate', 2, '0', '1')).toMatchObject({ version: 2 })
    expect(room.submit(text, signatures)).toBe('closed')
    expect(room.paid).toEqual(['1', '0'])
  })

  it('a close of ClearNode that was refused after a deposit lands with the same bytes after the withdrawal', () => {
    const room = new ClearnodeRoom()
    room.node.fund(room.person(1).wallet, 'usdc', '5')
    const text = room.closeText(room.split('1', '0'))
    const signatures = signaturesOver(text, room.wallets(0, 1))
    expect(change(room, 'deposit', 2, '1', '5')).toMatchObject({ version: 2 })
    expect(room.submit(text, signatures)).toBe('asset usdc not fully redistributed')
    expect(change(room, 'withdraw', 3, '1', '0')).toMatchObject({ version: 3 })
    expect(room.submit(text, signatures)).toBe('closed')
  })

  it('the same definition has the same id on a second ClearNode, where the same signatures close the session', () => {
    const [sandbox, production] = [new ClearnodeRoom(), new ClearnodeRoom({ privateKey: `0x${'42'.repeat(32)}` })]
    expect(production.node.brokerAddress).not.toBe(sandbox.node.brokerAddress)
    expect(production.id).toBe(sandbox.id)
    const text = sandbox.closeText(sandbox.split('0', '1'))
    expect(production.submit(text, signaturesOver(text, sandbox.wallets(0, 1)))).toBe('closed')
    expect([sandbox.held, production.paid]).toEqual([['1', '0'], ['0', '1']])
  })

  it('the same bytes close a session of ClearNode once, if the second message comes after the first one', () => {
    const room = new ClearnodeRoom()
    const text = room.closeText(room.split('0', '1'))
    const signatures = signaturesOver(text, room.wallets(0, 1))
    expect([room.submit(text, signatures), room.submit(text, signatures)]).toEqual(['closed', CLOSED_ALREADY])
  })

  it('a creation that a victim signed moves its funds into a session of ClearNode that the submitter closes to itself', () => {
    const room = new ClearnodeRoom()
    const [victim, attacker] = [room.person(0), room.stranger]
    room.node.fund(victim.wallet, 'usdc', '10')
    const params = {
      definition: {
        application: 'app', protocol: 'NitroRPC/0.4', participants: [victim.wallet, attacker.wallet],
        weights: [0, 100], quorum: 100, challenge: 0, nonce: 1,
      },
      allocations: [{ participant: victim.wallet, asset: 'usdc', amount: '10' }],
    }
    const { app_session_id } = attacker.ask('create_app_session', params, [victim.walletKey]) as { app_session_id: string }
    const allocations = [{ participant: attacker.wallet, asset: 'usdc', amount: '10' }]
    expect(attacker.ask('close_app_session', { app_session_id, allocations }, [attacker.walletKey])).toMatchObject({ status: 'closed' })
    expect(room.node.balances(attacker.wallet)).toEqual([{ asset: 'usdc', amount: '10' }])
  })
})

describe('who learns what', () => {
  const methodsOf = ({ frames }: DirectClient, since: number) => frames.slice(since).map(({ method }) => method)

  it('a close of ClearNode pushes only to the submitter and to those who receive something', () => {
    const room = new ClearnodeRoom({ weights: [40, 30, 30], amounts: ['1', '1', '1'] })
    for (const person of room.people) person.login()
    const everybody = [...room.people, room.stranger]
    const before = everybody.map(({ frames }) => frames.length)
    expect(room.close(room.split('3', '0', '0'), room.wallets(0, 1, 2))).toBe('closed')
    expect(everybody.map((client, index) => methodsOf(client, before[index] ?? 0)))
      .toEqual([['bu'], [], [], ['bu', 'close_app_session']])
  })

  it('an operate of ClearNode pushes to all participants', () => {
    const room = new ClearnodeRoom({ weights: [50, 50, 0] })
    for (const person of room.people) person.login()
    const before = room.people.map(({ frames }) => frames.length)
    room.stranger.ask('submit_app_state', { ...room.split('0', '1', '0'), intent: 'operate', version: 2 }, room.wallets(0, 1))
    expect(room.people.map((client, index) => methodsOf(client, before[index] ?? 0))).toEqual([['asu'], ['asu'], ['asu']])
  })

  it('get_rpc_history of ClearNode holds a close for its submitter only, and not for those who signed it', () => {
    const room = new ClearnodeRoom()
    for (const person of room.people) person.login()
    room.close(room.split('1', '0'), room.wallets(0, 1))
    const entries = [...room.people, room.stranger].map(client =>
      (client.ask('get_rpc_history', {}) as { rpc_entries: unknown[] }).rpc_entries.length)
    expect(entries).toEqual([0, 0, 1])
  })

  it('get_ledger_entries of ClearNode returns the rows of all participants for the zero address, without a login', () => {
    const room = new ClearnodeRoom({ weights: [50, 50, 0], amounts: ['1', '2', '3'] })
    const entries = (wallet: string) =>
      (room.join('guest').ask('get_ledger_entries', { account_id: room.id, wallet, limit: 100 }, []) as { ledger_entries: { credit: string }[] })
        .ledger_entries.map(({ credit }) => credit)
    expect(entries(`0x${'0'.repeat(40)}`)).toEqual(['3', '2', '1'])
    expect(entries(room.person(1).wallet)).toEqual(['2'])
  })
})
