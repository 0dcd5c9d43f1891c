import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import ts from 'typescript'
import type * as Testing from '../../src/testing'
import { ROOT } from '../package/support/manifest'
import type { CodeBlock } from './codeBlocks'

const ALICE = {
  address: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
  privateKey: '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80',
} as const
const BOB = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'

/** The result of running a block. */
export interface BlockRun {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  /** Whether the node reports the block's session as closed. */
  readonly closed: boolean
}

/**
 * Runs a block marked `// runs` in its own process, with the built package, against an embedded ClearNode. Its environment
 * has `NODE_URL`, `PRIVATE_KEY`, `SESSION_ID` (an open session of 1 usdc that the key can close alone) and
 * `OTHER_PARTICIPANT`.
 */
export async function runBlock({ code, line }: CodeBlock): Promise<BlockRun> {
  const testing = await import(pathToFileURL(join(ROOT, 'dist/testing/index.js')).href) as typeof Testing
  const node = testing.createEmbeddedClearnode()
  node.fund(ALICE.address, 'usdc', '10')
  const { id } = node.createSession({
    participants: [ALICE.address, BOB],
    weights: [100, 0],
    quorum: 100,
    allocations: [
      { participant: ALICE.address, asset: 'usdc', amount: '0.7' },
      { participant: BOB, asset: 'usdc', amount: '0.3' },
    ],
    application: 'my-app',
  })
  const server = await testing.serveEmbeddedNode(node)
  await mkdir(join(ROOT, '.cache'), { recursive: true })
  // Several test files run blocks at the same time, and some of them begin in the same line.
  const folder = await mkdtemp(join(ROOT, '.cache/readme-run-'))
  try {
    const file = join(folder, `line${line}.mjs`)
    const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 }
    await writeFile(file, ts.transpileModule(code, { compilerOptions }).outputText)
    const env = {
      ...process.env,
      NODE_URL: server.url,
      PRIVATE_KEY: ALICE.privateKey,
      SESSION_ID: id,
      OTHER_PARTICIPANT: BOB,
    }
    return await new Promise((resolve) => {
      execFile(process.execPath, [file], { cwd: ROOT, env, timeout: 30_000 }, (error, stdout, stderr) => {
        const exitCode = error ? (typeof error.code === 'number' ? error.code : 1) : 0
        resolve({ exitCode, stdout, stderr, closed: node.session(id)?.status === 'closed' })
      })
    })
  } finally {
    await rm(folder, { recursive: true })
    await server.close()
    node.dispose()
  }
}
