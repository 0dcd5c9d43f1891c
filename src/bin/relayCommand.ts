import type { IncomingMessage } from 'node:http'
import { parseArgs } from 'node:util'
import { createRelay, type Relay, type RelayOptions } from '../relay'
import type { CommandOutput } from './commandOutput'

export const USAGE = `Usage: vue-nitrolite relay --origin URL [options]

Passes the messages of participants on who sign a session together.

  --origin URL         a page that may connect, such as https://app.example.com; repeat it for more, '*' for all
  --port NUMBER        port to listen on (default 8787)
  --host ADDRESS       address to listen on (default 127.0.0.1; 0.0.0.0 for all)
  --public-host HOST   host in the URL of the clients, such as relay.example.com (default HOST:PORT of above)
  --path PATH          path of the relay (default /)
  --behind-proxy       take the address of a client from the last entry of the header X-Forwarded-For
  --help               show this text

/health says whether the relay runs, and /metrics counts what it does. It needs the package ws.

For rooms on a server: vue-nitrolite rooms --help
`

/** What a command line asks for. */
export type RelayCommand =
  | { readonly kind: 'start', readonly options: RelayOptions }
  | { readonly kind: 'help' }
  /** `reason` is a sentence for the person who typed the command. */
  | { readonly kind: 'wrong', readonly reason: string }

const OPTIONS = {
  'origin': { type: 'string', multiple: true },
  'port': { type: 'string', default: '8787' },
  'host': { type: 'string', default: '127.0.0.1' },
  'public-host': { type: 'string' },
  'path': { type: 'string', default: '/' },
  'behind-proxy': { type: 'boolean', default: false },
  'help': { type: 'boolean', default: false },
} as const

/** The address that the nearest proxy has added. Everything before it can be written by the client itself. */
const addressFromProxy = ({ headers, socket }: IncomingMessage): string =>
  String(headers['x-forwarded-for'] ?? '').split(',').at(-1)?.trim() || (socket.remoteAddress ?? '')

/** @param args the arguments after the name of the program */
export function readRelayCommand(args: readonly string[]): RelayCommand {
  let parsed
  try {
    parsed = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
  }
  catch (thrown) {
    return { kind: 'wrong', reason: thrown instanceof Error ? thrown.message : String(thrown) }
  }
  const { values, positionals } = parsed
  if (values.help) return { kind: 'help' }
  if (positionals.join(' ') !== 'relay') return { kind: 'wrong', reason: 'The commands are "relay" and "rooms".' }
  const port = Number(values.port)
  if (!/^\d{1,5}$/.test(values.port) || port > 65_535) return { kind: 'wrong', reason: 'The port must be a number up to 65535.' }
  if (!values.origin) return { kind: 'wrong', reason: 'Name at least one page that may connect: --origin https://app.example.com' }
  const publicHost = values['public-host']
  return {
    kind: 'start',
    options: {
      port,
      host: values.host,
      path: values.path,
      origins: values.origin,
      ...(publicHost !== undefined && { publicHost }),
      ...(values['behind-proxy'] && { clientAddress: addressFromProxy }),
    },
  }
}

/**
 * Carries out a command line.
 * @returns the running relay, or the exit code of a command that is done
 */
export async function runRelayCommand(args: readonly string[], output: CommandOutput): Promise<Relay | number> {
  const command = readRelayCommand(args)
  if (command.kind === 'help') {
    output.out(USAGE)
    return 0
  }
  if (command.kind === 'wrong') {
    output.error(`${command.reason}\n\n${USAGE}`)
    return 2
  }
  try {
    const relay = await createRelay(command.options)
    output.out(`The relay listens on ${command.options.host}, port ${relay.port}.\n`)
    return relay
  }
  catch (thrown) {
    output.error(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`)
    return 1
  }
}
