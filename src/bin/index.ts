#!/usr/bin/env node
import { runRelayCommand } from './relayCommand'
import { runRoomsCommand } from './roomsCommand'

const output = {
  out: (text: string) => { process.stdout.write(text) },
  error: (text: string) => { process.stderr.write(text) },
}
const args = process.argv.slice(2)
const started = args[0] === 'rooms' ? await runRoomsCommand(args.slice(1), output, process.env) : await runRelayCommand(args, output)

if (typeof started === 'number') process.exitCode = started
else for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void started.close())
