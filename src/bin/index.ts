#!/usr/bin/env node
import { runRelayCommand } from './relayCommand'

const started = await runRelayCommand(process.argv.slice(2), {
  out: (text) => { process.stdout.write(text) },
  error: (text) => { process.stderr.write(text) },
})

if (typeof started === 'number') process.exitCode = started
else for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void started.close())
