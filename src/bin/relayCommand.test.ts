import { afterEach, expect, it } from 'vitest'
import type { Relay } from '../relay'
import { readRelayCommand, runRelayCommand, USAGE } from './relayCommand'

const relays: Relay[] = []
afterEach(async () => { for (const relay of relays.splice(0)) await relay.close() })

async function run(...args: string[]): Promise<{ result: Relay | number, out: string, error: string }> {
  const written = { out: '', error: '' }
  const result = await runRelayCommand(args, { out: (text) => { written.out += text }, error: (text) => { written.error += text } })
  if (typeof result !== 'number') relays.push(result)
  return { result, ...written }
}

it('the relay command starts a relay with the given options', async () => {
  expect(readRelayCommand(['relay', '--origin', 'https://a.test', '--origin', 'https://b.test', '--public-host', 'relay.test', '--path', '/r'])).toEqual({
    kind: 'start', options: { port: 8787, host: '127.0.0.1', path: '/r', origins: ['https://a.test', 'https://b.test'], publicHost: 'relay.test' },
  })
  const { result, out } = await run('relay', '--port', '0', '--origin', '*')
  const port = typeof result === 'number' ? null : result.port
  expect(out).toBe(`The relay listens on 127.0.0.1, port ${port}.\n`)
  expect(await (await fetch(`http://127.0.0.1:${port}/health`)).text()).toBe('ok\n')
})

it('behind a proxy, the command takes the last address that the proxy has added, or else that of the connection', () => {
  const command = readRelayCommand(['relay', '--origin', '*', '--behind-proxy'])
  const clientAddress = command.kind === 'start' ? command.options.clientAddress : undefined
  const addressFor = (forwarded?: string) =>
    clientAddress?.({ headers: { 'x-forwarded-for': forwarded }, socket: { remoteAddress: '10.0.0.1' } } as never)
  expect([addressFor('1.2.3.4, 203.0.113.7'), addressFor('203.0.113.7'), addressFor()]).toEqual(['203.0.113.7', '203.0.113.7', '10.0.0.1'])
})

it('the relay command shows how it is used', async () => {
  expect(await run('--help')).toEqual({ result: 0, out: USAGE, error: '' })
})

it.each<[string, string[]]>([
  ['no command', []],
  ['an unknown command', ['serve', '--origin', '*']],
  ['an unknown option', ['relay', '--origin', '*', '--prot', '1']],
  ['a port that is not a number', ['relay', '--origin', '*', '--port', 'http']],
  ['a port that is too large', ['relay', '--origin', '*', '--port', '65536']],
  ['no origin', ['relay']],
])('the command with %s explains what is wrong, shows how it is used and ends with code 2', async (_, args) => {
  const { result, out, error } = await run(...args)
  expect([result, out]).toEqual([2, ''])
  expect(error).toMatch(/^\S.+\n\nUsage: /)
})

it('the relay command ends with code 1 and prints the reason if the relay cannot start', async () => {
  const first = await run('relay', '--port', '0', '--origin', '*')
  const port = typeof first.result === 'number' ? 0 : first.result.port
  const { result, error } = await run('relay', '--port', String(port), '--origin', '*')
  expect([result, error]).toEqual([1, expect.stringContaining('EADDRINUSE')])
  expect(await run('relay', '--port', '0', '--origin', '*', '--public-host', 'https://x')).toMatchObject({ result: 1, error: expect.stringContaining('[OPTIONS_INVALID]') as string })
})
