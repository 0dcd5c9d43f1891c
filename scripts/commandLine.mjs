import { parseArgs } from 'node:util'

/**
 * Reads the arguments of a command. With `--help`, and after a wrong argument, it prints the usage and ends the command.
 * @param usage the text of `--help`
 * @param options as `parseArgs` takes them, without `help`
 * @returns the values; and `reject`, which ends the command because of a wrong value
 */
export function readCommandLine(usage, options) {
  const reject = (reason) => {
    console.error(`${reason}\n\n${usage}`)
    process.exit(1)
  }
  const read = () => {
    try {
      return parseArgs({ options: { ...options, help: { type: 'boolean', default: false } } }).values
    }
    catch (error) {
      return reject(error.message)
    }
  }
  const { help, ...values } = read()
  if (help) {
    console.log(usage)
    process.exit(0)
  }
  return { values, reject }
}
