import { basename, dirname } from 'node:path'
import type { JournalFiles, OpenFile, OpenFolder } from '../../src/node/files'

interface DiskFile { readonly kind: 'file', durable: string, text: string, changed: number }

/** Names that one step sets or, with null, removes. Either all of them change or none. */
type Step = readonly (readonly [name: string, node: Node | null])[]

interface DiskFolder {
  readonly kind: 'folder'
  /** Names that are certain to survive. */
  readonly durable: Map<string, Node>
  /** Names as processes see them. */
  readonly names: Map<string, Node>
  /** Steps since the last sync. Any of them may survive. */
  pending: Step[]
  changed: number
}

type Node = DiskFile | DiskFolder

/** Returns numbers from 0 up to, but not including, 1. */
export type Random = () => number

/** A small repeatable generator (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const failure = (code: string, path: string): Error => Object.assign(new Error(`${code}: ${path}`), { code })

const folderNode = (names: Iterable<readonly [string, Node]> = []): DiskFolder =>
  ({ kind: 'folder', durable: new Map(names), names: new Map(names), pending: [], changed: 0 })

function apply(names: Map<string, Node>, step: Step): void {
  for (const [name, node] of step) {
    if (node) names.set(name, node)
    else names.delete(name)
  }
}

/**
 * A disk that keeps everything that was synced. Of the rest, chance decides what survives a power loss: any combination of the
 * changes of names, and of a file any beginning, cut off or filled up with zeros.
 */
export class PowerLossDisk {
  readonly #root: DiskFolder
  #ticks = 0

  constructor(root: DiskFolder = folderNode()) {
    this.#root = root
  }

  /** The disk when the power is back. */
  afterPowerLoss(random: Random): PowerLossDisk {
    const survivors = new Map<Node, Node>()
    // From 0, where nothing survives that was not synced, to 1, where everything does.
    const luck = random()
    const survive = (node: Node): Node => {
      const known = survivors.get(node)
      if (known) return known
      if (node.kind === 'file') {
        const text = this.#torn(node, random)
        const file: DiskFile = { kind: 'file', durable: text, text, changed: 0 }
        survivors.set(node, file)
        return file
      }
      const names = new Map(node.durable)
      for (const step of node.pending) {
        if (random() < luck) apply(names, step)
      }
      const folder = folderNode([...names].map(([name, child]) => [name, survive(child)] as const))
      survivors.set(node, folder)
      return folder
    }
    return new PowerLossDisk(survive(this.#root) as DiskFolder)
  }

  #torn(file: DiskFile, random: Random): string {
    if (file.text === file.durable) return file.durable
    const end = Math.floor(random() * (file.text.length + 1))
    const zeros = random() < 0.3 ? '\0'.repeat(file.text.length - end) : ''
    return random() < 0.3 ? file.text : file.text.slice(0, end) + zeros
  }

  /**
   * The disk as one process sees it. The process ends during call number `steps`: chance decides whether that call still
   * happens, and neither it nor any later call settles.
   */
  process(steps: number, random: Random): { readonly files: JournalFiles, readonly gone: Promise<void> } {
    let left = steps
    let end = (): void => {}
    const gone = new Promise<void>(resolve => { end = resolve })

    const call = async <T>(task: () => T): Promise<T> => {
      left -= 1
      if (left > 0) return task()
      if (left === 0) {
        end()
        if (random() < 0.5) task()
      }
      return new Promise<never>(() => {})
    }

    const openFolder = (folder: DiskFolder): OpenFolder => ({
      sync: () => call(() => {
        for (const step of folder.pending) apply(folder.durable, step)
        folder.pending = []
      }),
      close: () => call(() => {}),
    })

    const openFile = (file: DiskFile): OpenFile => ({
      write: text => call(() => { file.text += text }),
      sync: () => call(() => { file.durable = file.text }),
      close: () => call(() => {}),
    })

    const files: JournalFiles = {
      makeFolder: path => call(() => this.#add(path, folderNode())),
      entries: path => call(() => [...this.#folder(path).names.keys()]),
      create: path => call(() => {
        const file: DiskFile = { kind: 'file', durable: '', text: '', changed: 0 }
        this.#add(path, file)
        return openFile(file)
      }),
      openFolder: path => call(() => openFolder(this.#folder(path))),
      read: path => call(() => {
        const node = this.#find(path)
        if (node.kind === 'folder') throw failure('EISDIR', path)
        return node.text
      }),
      link: (from, to) => call(() => this.#add(to, this.#find(from))),
      rename: (from, to) => call(() => this.#rename(from, to)),
      removeFile: path => call(() => this.#remove(path)),
      removeFolder: path => call(() => this.#remove(path)),
      touch: path => call(() => { this.#find(path).changed = ++this.#ticks }),
      changed: path => call(() => String(this.#find(path).changed)),
    }
    return { files, gone }
  }

  #step(folder: DiskFolder, step: Step): void {
    apply(folder.names, step)
    folder.pending.push(step)
    folder.changed = ++this.#ticks
  }

  #add(path: string, node: Node): void {
    const folder = this.#folder(dirname(path))
    if (folder.names.has(basename(path)) || path === '/') throw failure('EEXIST', path)
    this.#step(folder, [[basename(path), node]])
  }

  #rename(from: string, to: string): void {
    const folder = this.#folder(dirname(from))
    if (folder !== this.#folder(dirname(to))) throw failure('EXDEV', from)
    const moved = this.#find(from)
    const replaced = folder.names.get(basename(to))
    if (replaced?.kind === 'folder' && replaced.names.size > 0) throw failure('ENOTEMPTY', to)
    this.#step(folder, [[basename(from), null], [basename(to), moved]])
  }

  #remove(path: string): void {
    const node = this.#find(path)
    if (node.kind === 'folder' && node.names.size > 0) throw failure('ENOTEMPTY', path)
    this.#step(this.#folder(dirname(path)), [[basename(path), null]])
  }

  #find(path: string): Node {
    if (path === '/') return this.#root
    const node = this.#folder(dirname(path)).names.get(basename(path))
    if (!node) throw failure('ENOENT', path)
    return node
  }

  #folder(path: string): DiskFolder {
    const node = this.#find(path)
    if (node.kind === 'file') throw failure('ENOTDIR', path)
    return node
  }
}
