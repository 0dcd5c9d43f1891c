import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { inject } from 'vitest'

/** Installs what the lock file of an example says, with the packed library. @returns the folder of the copy */
export async function installExample(name: string): Promise<string> {
  const folder = join(inject('examples'), name)
  await npm(folder, 'ci', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error')
  return folder
}

/** Runs npm in the folder of an example. @returns what it printed. @throws Error with its output, if it fails */
export async function npm(folder: string, ...command: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('npm', command, { cwd: folder, env: { ...process.env, CI: 'true' } })
    .catch((error: { stdout: string, stderr: string }) => {
      throw new Error(`npm ${command.join(' ')} failed:\n${error.stdout}\n${error.stderr}`)
    })
  return stdout
}
